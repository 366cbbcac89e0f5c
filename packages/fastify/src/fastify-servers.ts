import type { Server } from "@x/graceful-core";
import { discoverServers } from "@x/graceful-core/adapter";
import type { FastifyInstance } from "fastify";

/**
 * Calls `found` with the app's own server, and with each further one that Fastify has on `localhost`, now and later.
 * Returns the undo.
 */
export function fastifyServers(app: FastifyInstance, found: (server: Server) => void): () => void {
  found(app.server);
  keepAddress(app);
  const isOfApp = (server: Server) => server.listeners("request").includes(app.routing);
  return discoverServers(isOfApp, (server) => {
    // Fastify would close it under its requests as soon as the first one is closed.
    for (const closeIt of app.server.listeners("unref")) app.server.off("close", closeIt as () => void);
    found(server);
  });
}

/**
 * On `localhost` Fastify looks further addresses up once it listens, and reads the first server's own address in the
 * answer. Where a signal has closed that server meanwhile, there is none, and the read ends the process (seen with 4.29
 * and 5.12). So the closed server returns its last address once more. Not done where Fastify has finished its
 * `listen()`, at which it runs the `onListen` hook.
 */
function keepAddress(app: FastifyInstance): void {
  const { server } = app;
  let address: ReturnType<typeof server.address> = null;
  const onListening = () => {
    address = server.address();
  };
  const onClose = () => {
    server.address = () => {
      Reflect.deleteProperty(server, "address");
      return address;
    };
  };
  const forget = () => {
    server.off("listening", onListening);
    server.off("close", onClose);
  };
  try {
    app.addHook("onListen", async () => forget());
  } catch {
    return; // The app is ready already, or has no such hook: nothing would tell that its `listen()` is over.
  }
  server.once("listening", onListening);
  server.once("close", onClose);
}
