import { callSafely } from "../support/call-safely.js";

/** Listeners by event, each returning its own undo. What a listener throws is its own problem. */
export interface Emitter<Events extends Record<string, unknown>> {
  on<Name extends keyof Events>(event: Name, listener: (data: Events[Name]) => void): () => void;
  /** Returns the promises that listeners returned, without their rejections. */
  emit<Name extends keyof Events>(event: Name, data: Events[Name]): Promise<unknown>[];
}

export function createEmitter<Events extends Record<string, unknown>>(
  onError: (event: keyof Events, error: unknown) => void,
): Emitter<Events> {
  const listeners = new Map<keyof Events, Set<(data: never) => void>>();
  return {
    on(event, listener) {
      // Its own function, so that the same listener may be there twice; with what it returns, since that may reject.
      const entry = (data: Events[typeof event]): unknown => listener(data);
      const all = listeners.get(event) ?? new Set();
      listeners.set(event, all.add(entry));
      return () => all.delete(entry);
    },
    emit(event, data) {
      const pending: Promise<unknown>[] = [];
      for (const listener of listeners.get(event) ?? []) {
        const promise = callSafely(
          () => (listener as (data: unknown) => unknown)(data),
          (error) => onError(event, error),
        );
        if (promise) pending.push(promise);
      }
      return pending;
    },
  };
}
