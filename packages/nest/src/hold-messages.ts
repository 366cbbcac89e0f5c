import { Inject, Injectable } from "@nestjs/common";
import type * as core from "@x/graceful-core";
import { GracefulLifecycle } from "./graceful-lifecycle.js";

/** As much of an `Observable` as is used. */
interface Stream {
  subscribe(subscriber: object): { unsubscribe(): void };
}

type MakeStream = new (subscribe: (subscriber: object) => () => void) => Stream;

/** What Nest calls its interceptors with. */
interface MessageContext {
  getType(): string;
  getHandler(): { name: string };
}

/**
 * An interceptor for microservices that are connected to an HTTP app: a message in work keeps the drain open, as a
 * request does, so that `app.close()` comes behind it. `@UseInterceptors(HoldMessages)` on a controller of messages,
 * where the module is imported.
 */
export class HoldMessages {
  readonly #lifecycle: core.Lifecycle;

  constructor(lifecycle: core.Lifecycle) {
    this.#lifecycle = lifecycle;
  }

  /** As Nest calls it. HTTP passes: core knows of it. */
  // biome-ignore lint/suspicious/noExplicitAny: Nest's own type of what a handler gives
  intercept(context: MessageContext, next: { handle(): any }): any {
    const handled: Stream = next.handle();
    if (context.getType() === "http") return handled; // core knows of it
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

// As `@Injectable()` and `@Inject()` do it, which the compiler of this package does not know.
Injectable()(HoldMessages);
Inject(GracefulLifecycle)(HoldMessages, undefined, 0);
