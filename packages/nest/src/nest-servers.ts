import type { Server } from "@x/graceful-core";
import { discoverServersOfApp } from "@x/graceful-core/adapter";

/** As much of the app of Fastify as is needed; that of Express has neither. */
interface Instance {
  routing?(): void;
  addHook?(name: string, hook: () => Promise<void>): unknown;
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
