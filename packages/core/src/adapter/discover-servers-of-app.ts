import type { RequestListener } from "node:http";
import type { Server } from "../target.js";
import { discoverServers } from "./discover-servers.js";

/**
 * For an app that has a server of its own and may have others with the same request listener: servers of the
 * application, and those by which a framework listens on each further address of `localhost`. Calls `found` with the
 * app's own server first, then with the others, now and later. Returns the undo.
 *
 * When the own server is closed, such a framework closes the others although they may have requests in flight. Its
 * listener of `close` is removed, and the drain closes each of them.
 *
 * The framework also looks up the further addresses once its own server listens, and then reads the address of that
 * server. If a signal has closed the server meanwhile, there is none, and the read ends the process. So the closed
 * server returns its last address once more.
 *
 * @param whenListened calls its argument when the framework has finished its `listen()`. If it throws, this cannot be
 * known, and `address()` is not replaced
 */
export function discoverServersOfApp(
  own: Server,
  listener: RequestListener,
  found: (server: Server) => void,
  whenListened?: (done: () => void) => void,
): () => void {
  found(own);
  if (whenListened) keepAddress(own, whenListened);
  return discoverServers(
    (server) => server.listeners("request").includes(listener),
    (server) => {
      // The framework marks its listener of `close` by registering it for `unref` too.
      for (const closeIt of own.listeners("unref")) own.off("close", closeIt as () => void);
      found(server);
    },
  );
}

function keepAddress(server: Server, whenListened: (done: () => void) => void): void {
  let address: ReturnType<Server["address"]> = null;
  const onListening = () => {
    address = server.address();
  };
  const onClose = () => {
    server.address = () => {
      Reflect.deleteProperty(server, "address");
      return address;
    };
  };
  try {
    whenListened(() => {
      server.off("listening", onListening);
      server.off("close", onClose);
    });
  } catch {
    return;
  }
  server.once("listening", onListening);
  server.once("close", onClose);
}
