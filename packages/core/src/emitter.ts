/** Listeners by event, each returning its own undo. What a listener throws is its own problem. */
export interface Emitter<Events extends Record<string, unknown>> {
  on<Name extends keyof Events>(event: Name, listener: (data: Events[Name]) => void): () => void;
  emit<Name extends keyof Events>(event: Name, data: Events[Name]): void;
}

export function createEmitter<Events extends Record<string, unknown>>(
  onError: (event: keyof Events, error: unknown) => void,
): Emitter<Events> {
  const listeners = new Map<keyof Events, Set<(data: never) => void>>();
  return {
    on(event, listener) {
      const own = (data: Events[typeof event]) => listener(data);
      const all = listeners.get(event) ?? new Set();
      listeners.set(event, all.add(own));
      return () => all.delete(own);
    },
    emit(event, data) {
      for (const listener of listeners.get(event) ?? []) {
        try {
          (listener as (data: unknown) => void)(data);
        } catch (error) {
          onError(event, error);
        }
      }
    },
  };
}
