import type { Server } from "@x/graceful-core";
import { discoverServersOfApp } from "@x/graceful-core/adapter";
import type { MaybeFastify } from "./pre-close-hooks.js";

interface Instance extends MaybeFastify {
  routing?(): void;
}

/**
 * Finds the app's own server, and further ones that serve the same instance of Express or Fastify. Returns the undo.
 */
export function nestServers(
  appServer: Server,
  instance: Instance,
  found: (server: Server) => void,
): () => void {
  // The app of Express is itself the listener of its servers.
  const { routing = instance as () => void, addHook } = instance;
  // Only Fastify looks up further addresses; on a server of Express nothing would take the kept address away again.
  const whenListened =
    addHook && ((done: () => void) => addHook.call(instance, "onListen", async () => done()));
  return discoverServersOfApp(appServer, routing, found, whenListened);
}
