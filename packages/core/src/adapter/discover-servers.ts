import type { Server } from "../target.js";
import { type Entrance, leadsTo, onFirstRequest } from "./entrance.js";
import { knownServers, watchHiddenServers } from "./known-servers.js";

/**
 * Calls `found` with every server of this process for which `serves` returns true: those that listen now, and later
 * ones from inside their `listen()`, before their first connection. Returns the undo. For adapters whose app does not
 * know its servers. Called again for a server that listens again. What `serves` or `found` throws is thrown by this
 * call, or by that `listen()`.
 *
 * Does not find servers that began to listen before this package was loaded. On a runtime with an HTTP server of its
 * own, such as Bun, does not find those that began to listen before the first call.
 *
 * @param entrance the method by which requests enter the app. With it, servers are found whose listener calls the app's
 * listener: the one of engine.io (Socket.IO) as soon as the server listens, any other at the first request, unless
 * the server belongs to another app. Until a server is found, the method is wrapped.
 */
export function discoverServers(
  serves: (server: Server) => boolean,
  found: (server: Server) => void,
  entrance?: Entrance,
): () => void {
  watchHiddenServers();
  const stopWaiting = entrance ? onFirstRequest(entrance, found) : () => {};
  const watcher = (server: Server) => {
    if (!serves(server) && !(entrance && leadsTo(server, entrance))) return;
    stopWaiting();
    found(server);
  };
  for (const ref of [...knownServers.started]) {
    const server = ref.deref();
    if (server && !wasClosed(server)) watcher(server);
  }
  knownServers.onStarted.add(watcher);
  return () => {
    stopWaiting();
    knownServers.onStarted.delete(watcher);
  };
}

/** Whether a server has listened and was closed. False for a server that was closed before this package was loaded. */
export function wasClosed(server: Server): boolean {
  return knownServers.listened.has(server) && !server.listening;
}

/** Calls `run` whenever any server of this process listens. Returns the undo. */
export function onServerListening(run: () => void): () => void {
  knownServers.onListened.add(run);
  return () => knownServers.onListened.delete(run);
}
