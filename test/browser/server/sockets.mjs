import { WebSocketServer } from "ws";

const name = process.argv[3];

/** WebSockets at `/socket`, by ws: each is told the name of this server. The application does not close them. */
export function acceptSockets(server) {
  const sockets = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (client) => client.send(name));
  });
}
