import { toError } from "../errors.js";
import type { Lifecycle, LifecycleEvents } from "../lifecycle.js";
import type { Logger } from "../logger.js";
import { callable, oneOf } from "../planning/validate/rule.js";
import { callSafely } from "../support/call-safely.js";
import { EVENTS, publish } from "./diagnostics.js";
import { checkLogger, cutLogger } from "./log-lines.js";

export interface Events {
  readonly on: Lifecycle["on"];
  /**
   * Calls the listeners of the lifecycle, then publishes on `diagnostics_channel`. Cuts and checks are logged first.
   * Returns the promises of the listeners; none of them rejects.
   */
  emit<Name extends keyof LifecycleEvents>(event: Name, data: LifecycleEvents[Name]): Promise<unknown>[];
}

/** The events of a lifecycle. What a listener throws is logged, and stops nothing. */
export function createEvents(logger: Logger): Events {
  const listeners = new Map<keyof LifecycleEvents, Set<(data: never) => unknown>>();

  const on: Events["on"] = (event, listener) => {
    oneOf(...Object.keys(EVENTS))(event, "event");
    callable(listener, "listener");
    // A new function, so that a listener may be added twice. It passes on what the listener returns, since that may
    // reject.
    const entry = (data: LifecycleEvents[typeof event]): unknown => listener(data);
    const all = listeners.get(event) ?? new Set();
    listeners.set(event, all.add(entry));
    return () => all.delete(entry);
  };
  on("cut", cutLogger(logger.warn));
  on("check", checkLogger(logger));

  return {
    on,
    emit(event, data) {
      const failed = (error: unknown) =>
        logger.error(`A listener of "${event}" threw: ${toError(error).message}`);
      const pending: Promise<unknown>[] = [];
      for (const listener of listeners.get(event) ?? []) {
        const promise = callSafely(() => listener(data as never), failed);
        if (promise) pending.push(promise);
      }
      publish(event, data);
      return pending;
    },
  };
}
