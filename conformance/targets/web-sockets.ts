import { createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { graceful } from "@x/graceful-core";
import { WebSocketServer } from "ws";
import type { Start, TlsIdentity } from "../src/app-under-test.js";
import type { Demo } from "../src/demo.js";
import { listening, nodeHandler } from "../src/node-handler.js";

/** Compresses what is large, for clients that can read it. */
export const wsOptions = { perMessageDeflate: { threshold: 1_024 } };

function make(demo: Demo, tls: TlsIdentity | undefined) {
  return tls ? createSecureServer({ ...tls }, nodeHandler(demo)) : createServer(nodeHandler(demo));
}

/** `ws` by its `server` option and a path. */
export const wsByServer: Start = ({ demo, tls }) => {
  const server = make(demo, tls);
  const webSockets = new WebSocketServer({ server, path: "/ws", ...wsOptions });
  webSockets.on("connection", demo.sockets.accept);
  return {
    listen: (on) => listening(server, on),
    attach: (plan) => graceful(server, plan),
    webSockets,
  };
};

/** `ws` behind a listener of the application's own, which takes its time and turns others away. */
export const wsByUpgrade: Start = ({ demo, tls }) => {
  const server = make(demo, tls);
  const webSockets = new WebSocketServer({ noServer: true, ...wsOptions });
  server.on("upgrade", (request, socket, head) => {
    socket.on("error", () => {});
    // As one that asks a session store who this is.
    setTimeout(() => {
      if (request.url === "/ws") webSockets.handleUpgrade(request, socket, head, demo.sockets.accept);
      else socket.end("HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    }, 5);
  });
  return {
    listen: (on) => listening(server, on),
    attach: (plan) => graceful(server, plan),
    webSockets,
  };
};
