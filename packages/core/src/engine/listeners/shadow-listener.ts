import type { EventEmitter } from "node:events";

type Listener = (...args: never[]) => void;

/**
 * Listens to an event exactly as long as the application does, and is called before the application's listeners. It is
 * for events whose listeners change what Node does: without an `upgrade` listener an upgrade is an ordinary request.
 * Returns the undo.
 */
export function shadowListener(emitter: EventEmitter, event: string, listener: Listener): () => void {
  let listening = false;
  const start = () => {
    if (listening) return;
    listening = true;
    emitter.prependListener(event, listener as (...args: unknown[]) => void);
  };
  const stop = () => {
    if (!listening) return;
    listening = false;
    emitter.off(event, listener as (...args: unknown[]) => void);
  };
  const onNew = (name: string | symbol) => {
    if (name === event) start();
  };
  const onRemove = (name: string | symbol, removed: unknown) => {
    if (name !== event) return;
    // The application removes all listeners, and may add its own again.
    if (removed === listener) listening = false;
    else if (emitter.listenerCount(event) === 1) stop();
  };
  emitter.on("newListener", onNew);
  emitter.on("removeListener", onRemove);
  if (emitter.listenerCount(event) > 0) start();
  return () => {
    emitter.off("newListener", onNew);
    emitter.off("removeListener", onRemove);
    stop();
  };
}
