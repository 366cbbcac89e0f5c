import * as core from "@x/graceful-core";

/** Finds the app's own server, and those of the application that serve the same instance of Express or Fastify. Returns the undo. */
export function findServers(
  own: core.Server,
  instance: { routing?: unknown },
  found: (server: core.Server) => void,
): () => void {
  const { routing } = instance;
  // The app of Express is itself the listener of its servers.
  const listener = (routing ?? instance) as () => void;
  found(own);
  return core.discoverServers(
    (server) => server.listeners("request").includes(listener),
    (server) => {
      // On `localhost` Fastify has a second server, and would close it under its requests as soon as the first is closed.
      if (routing) for (const closeIt of own.listeners("unref")) own.off("close", closeIt as () => void);
      found(server);
    },
  );
}
