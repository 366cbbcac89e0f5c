import type { Server } from "@x/graceful-core";
import { discoverServers } from "@x/graceful-core/adapter";

/**
 * Finds the app's own server, and further ones that serve the same instance of Express or Fastify. Returns the undo.
 */
export function nestServers(
  appServer: Server,
  instance: { routing?: unknown },
  found: (server: Server) => void,
): () => void {
  const { routing } = instance;
  // An Express app is itself the listener of its servers.
  const listener = (routing ?? instance) as () => void;
  found(appServer);
  return discoverServers(
    (server) => server.listeners("request").includes(listener),
    (server) => {
      // On `localhost` Fastify has a second server, which it closes as soon as the first one has closed, even with
      // requests in flight.
      if (routing)
        for (const closeIt of appServer.listeners("unref")) appServer.off("close", closeIt as () => void);
      found(server);
    },
  );
}
