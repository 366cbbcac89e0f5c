import { toError } from "../errors.js";
import type { LifecycleEvents } from "../lifecycle.js";
import type { Logger } from "../logger.js";
import { callable, oneOf } from "../planning/validate/rule.js";
import { publish } from "./diagnostics.js";
import { createEmitter, type Emitter } from "./emitter.js";
import { checkLogger, cutLogger } from "./log-lines.js";

export interface Events {
  readonly on: Emitter<LifecycleEvents>["on"];
  /**
   * Calls the listeners of the lifecycle, then publishes on `diagnostics_channel`. Cuts and checks are logged first.
   * Returns the promises of the listeners; none of them rejects.
   */
  emit<Name extends keyof LifecycleEvents>(event: Name, data: LifecycleEvents[Name]): Promise<unknown>[];
}

const knownEvent = oneOf(
  ...Object.keys({
    phase: true,
    check: true,
    cut: true,
    release: true,
    forced: true,
    report: true,
  } satisfies Record<keyof LifecycleEvents, true>),
);

/** The events of a lifecycle. What a listener throws is logged. */
export function createEvents(logger: Logger): Events {
  const emitter = createEmitter<LifecycleEvents>((event, error) => {
    logger.error(`A listener of "${event}" threw: ${toError(error).message}`);
  });
  emitter.on("cut", cutLogger(logger.warn));
  emitter.on("check", checkLogger(logger));
  return {
    on(event, listener) {
      knownEvent(event, "event");
      callable(listener, "listener");
      return emitter.on(event, listener);
    },
    emit(event, data) {
      const pending = emitter.emit(event, data);
      publish(event, data);
      return pending;
    },
  };
}
