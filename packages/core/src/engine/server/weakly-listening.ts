import type { Server } from "../../target.js";

/**
 * Calls `listener`, with the server as `this`, when a closed server listens again. Returns the undo, which does not
 * keep the server in memory if `listener` does not.
 */
export function weaklyListening(server: Server, listener: (this: Server) => void): () => void {
  server.once("listening", listener);
  const ref = new WeakRef(server);
  return () => ref.deref()?.off("listening", listener);
}
