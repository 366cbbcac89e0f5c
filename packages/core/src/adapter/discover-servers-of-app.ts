import type { RequestListener } from "node:http";
import type { Server } from "../target.js";
import { discoverServers } from "./discover-servers.js";

type AddressOf = Server["address"];

/**
 * For an app with a server of its own which may have more, all with `listener` as their request listener: those of the
 * application, and those by which a framework listens on each further address of `localhost`. Calls `found` with the
 * own one first, then with the others, now and later. Returns the undo.
 *
 * Such a framework closes the others when the own server is closed, under their requests: that listener of `close` goes,
 * and the drain closes each.
 *
 * It also looks the further addresses up once the own server listens, and reads that server's address in the answer.
 * Where a signal has closed the server meanwhile there is none, and the read ends the process. So the closed server
 * returns its last address once more.
 *
 * @param whenListened tells how to learn that the framework has finished its `listen()`: it gets a function to call
 * then. What it throws means that this cannot be learned, and leaves `address()` alone.
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
  let address: ReturnType<AddressOf> = null;
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
