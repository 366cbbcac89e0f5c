import type { EventEmitter } from "node:events";

type Listener = (...args: never[]) => void;

/**
 * Listens to an event before everybody else. Also after somebody took all of its listeners away to call them himself, as
 * engine.io does: then this one comes back, and may hear of the same thing twice. Returns the undo.
 */
export function keepListener(emitter: EventEmitter, event: string, listener: Listener): () => void {
  let isOver = false;
  const listen = () => {
    if (!isOver) emitter.prependListener(event, listener as (...args: unknown[]) => void);
  };
  const onRemove = (name: string | symbol, removed: unknown) => {
    // Later: the removal is still walking over the list of listeners.
    if (name === event && removed === listener) queueMicrotask(listen);
  };
  listen();
  emitter.on("removeListener", onRemove);
  return () => {
    isOver = true;
    emitter.off("removeListener", onRemove);
    emitter.off(event, listener as (...args: unknown[]) => void);
  };
}
