// The server of `npm run bench:messages`: echoes what comes on its WebSockets. `graceful` as its argument puts the
// drain engine around it.
import { createServer } from "node:http";
import { createDrain } from "@x/graceful-core";
import { WebSocketServer } from "ws";

const server = createServer();
const sockets = new WebSocketServer({ server });
sockets.on("connection", (socket) => socket.on("message", (message) => socket.send(message)));
if (process.argv[2] === "graceful") createDrain().add(server);
server.listen(0, "127.0.0.1", () =>
  process.send?.(/** @type {import("node:net").AddressInfo} */ (server.address()).port),
);
