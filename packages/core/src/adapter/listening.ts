import { subscribe } from "node:diagnostics_channel";
import type { Server } from "../target.js";

interface ListenMessage {
  server: Server;
}

const LISTEN = "tracing:net.server.listen";

/**
 * Every server that has begun to listen since this module was loaded. There is no other public way to find the server of an
 * app that listened before it was made graceful: the app does not know it. Held weakly, so nothing is kept alive, and told
 * by a channel that fires once a `listen()`, so nothing is paid for a connection or a request.
 */
const known = new Set<WeakRef<Server>>();
const reached = new WeakSet<Server>();
const watchers = new Set<(server: Server) => void>();
const onReached = new Set<() => void>();

subscribe(`${LISTEN}:asyncStart`, (message) => {
  const { server } = message as ListenMessage;
  // It may listen once more, and does so only when its address was looked up.
  reached.delete(server);
  for (const ref of known) {
    const other = ref.deref();
    if (!other || other === server) known.delete(ref);
  }
  known.add(new WeakRef(server));
  for (const watcher of watchers) watcher(server);
});

subscribe(`${LISTEN}:asyncEnd`, (message) => {
  reached.add((message as ListenMessage).server);
  for (const run of [...onReached]) run();
});

/**
 * Calls `found` with every server of this process for which `serves` says yes: those that listen now, and later ones from
 * inside their `listen()`, before their first connection. Returns the undo. For adapters whose app does not know its servers.
 * A server that listens again is told again; what `serves` or `found` throws comes out of this call, or of that `listen()`.
 *
 * It does not know servers that began to listen before this package was loaded.
 */
export function watchListening(
  serves: (server: Server) => boolean,
  found: (server: Server) => void,
): () => void {
  const watcher = (server: Server) => {
    if (serves(server)) found(server);
  };
  for (const ref of [...known]) {
    const server = ref.deref();
    if (server && !wasClosed(server)) watcher(server);
  }
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

/** Whether a server listened once and does so no more. Of a server that was closed before this package was loaded: no. */
export function wasClosed(server: Server): boolean {
  return reached.has(server) && !server.listening;
}

/** Calls `run` whenever any server of this process has come to listen. Returns the undo. */
export function watchReached(run: () => void): () => void {
  onReached.add(run);
  return () => onReached.delete(run);
}
