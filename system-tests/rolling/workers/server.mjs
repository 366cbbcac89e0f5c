// One worker for protocols beside HTTP/1: `node workers/server.mjs https graceful`, or `http2`, `sockets`, `events`;
// or `plain`. PORT.
import { createServer as createHttpServer } from "node:http";
import { createSecureServer } from "node:http2";
import { createServer as createTlsServer } from "node:https";
import { graceful } from "@x/graceful-core";
import { WebSocketServer } from "ws";
import { tlsIdentity } from "../../../test-kit/tls-identity.mjs";
import { createApp } from "../../apps/http.mjs";

const EVENT_MS = 100;
const [protocol, shutdown] = process.argv.slice(2);
const app = await createApp();
const handle = (request, response) => app.emit("request", request, response);

function events(_request, response) {
  response.writeHead(200, { "content-type": "text/event-stream" });
  const timer = setInterval(() => response.write("data: tick\n\n"), EVENT_MS);
  response.write("data: first\n\n");
  response.on("close", () => clearInterval(timer));
}

const servers = {
  https: () => createTlsServer(tlsIdentity, handle),
  http2: () => createSecureServer(tlsIdentity, handle),
  events: () => createHttpServer(events),
  sockets() {
    const server = createHttpServer(handle);
    new WebSocketServer({ server }).on("connection", (socket) => {
      socket.on("message", (data) => socket.send(data));
    });
    return server;
  },
};

const server = servers[protocol]();
if (shutdown === "graceful") graceful(server);
server.listen(Number(process.env.PORT), "127.0.0.1", () => console.log(`listening on ${process.env.PORT}`));
