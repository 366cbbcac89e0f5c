import type { Server } from "../target.js";
import { type Entrance, leadsTo, onFirstRequest } from "./entrance.js";
import { knownServers, watchHiddenServers } from "./known-servers.js";

/**
 * Calls `found` with every server of this process for which `serves` says yes: those that listen now, and later ones
 * from inside their `listen()`, before their first connection. Returns the undo. For adapters whose app does not know
 * its servers. A server that listens again is told again; what `serves` or `found` throws comes out of this call, or of
 * that `listen()`.
 *
 * It does not know servers that began to listen before this package was loaded; on a runtime with an HTTP server of its
 * own, as Bun has, before this was called first.
 *
 * @param entrance where requests enter the app. With it servers are found whose listener only leads to the app's: behind the one
 * that engine.io (Socket.IO) puts in its place as soon as they listen, behind any other with the first request,
 * unless another app has that server. Until one is found the method is replaced by one that calls it.
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
