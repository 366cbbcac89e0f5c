import { Inject } from "@nestjs/common";
import type * as core from "@x/graceful-core";
import { GracefulLifecycle } from "./graceful-lifecycle.js";

/** The part of an `Observable` that is used here. */
interface Stream {
  subscribe(subscriber: object): { unsubscribe(): void };
}

type MakeStream = new (subscribe: (subscriber: object) => () => void) => Stream;

/** The part of Nest's execution context that is used here. */
interface MessageContext {
  getType(): string;
  getHandler(): { name: string };
}

/**
 * An interceptor for microservices that are connected to an HTTP app: a message that is being handled keeps the drain
 * open until its reply is sent, as a request does, and `app.close()` waits for it. Put
 * `@UseInterceptors(HoldMessages)` on the controllers of messages. Needs `GracefulModule`.
 */
export class HoldMessages {
  readonly #lifecycle: core.Lifecycle;

  constructor(lifecycle: core.Lifecycle) {
    this.#lifecycle = lifecycle;
  }

  /** Called by Nest. Requests over HTTP pass through: core tracks them. */
  // biome-ignore lint/suspicious/noExplicitAny: the type that Nest gives to the result of a handler
  intercept(context: MessageContext, next: { handle(): any }): any {
    const handled: Stream = next.handle();
    if (context.getType() === "http") return handled;
    return new (handled.constructor as MakeStream)((subscriber) => {
      const release = this.#lifecycle.hold(`message ${context.getHandler().name}`);
      const subscription = handled.subscribe(subscriber);
      return () => {
        subscription.unsubscribe();
        release();
      };
    });
  }
}

// `@Inject()` as a call: decorators are not enabled for this package. It makes `@Injectable()` unnecessary.
Inject(GracefulLifecycle)(HoldMessages, undefined, 0);
