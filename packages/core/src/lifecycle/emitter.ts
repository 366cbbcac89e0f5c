import { callSafely } from "../support/call-safely.js";

/** Listeners by event. What a listener throws goes to `onError` and stops nothing. */
export interface Emitter<Events extends Record<string, unknown>> {
  on<Name extends keyof Events>(event: Name, listener: (data: Events[Name]) => void): () => void;
  /** Returns the promises that listeners returned; none of them rejects. */
  emit<Name extends keyof Events>(event: Name, data: Events[Name]): Promise<unknown>[];
}

export function createEmitter<Events extends Record<string, unknown>>(
  onError: (event: keyof Events, error: unknown) => void,
): Emitter<Events> {
  const listeners = new Map<keyof Events, Set<(data: never) => void>>();
  return {
    on(event, listener) {
      // A new function, so that a listener may be added twice. It passes on what the listener returns, since that may
      // reject.
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
