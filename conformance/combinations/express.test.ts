import { createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { graceful } from "@x/graceful-express";
import compression from "compression";
import express5, { type Express } from "express";
import expressWs from "express-ws";
import express4 from "express4";
import { WebSocketServer } from "ws";
import type { Start } from "../src/app-under-test.js";
import { LIMIT } from "../src/combinations.js";
import { listening } from "../src/node-handler.js";
import { startExpress } from "../targets/express.js";
import { combine } from "./combine.js";
import { folderWithFile } from "./file.js";

const folder = folderWithFile();
const quiet = (app: Express) => app.set("env", "test");

for (const [name, make] of [
  ["Express 4", express4 as unknown as typeof express5],
  ["Express 5", express5],
] as const) {
  /** The demo's app, which `prepare` gets before it has a route. */
  const prepared = (prepare: (app: Express) => void) =>
    startExpress(() => {
      const app = quiet(make());
      prepare(app);
      return app;
    });

  const ws: Start = ({ tls }) => {
    const app = make();
    const server = tls ? createHttpsServer({ ...tls }, app) : createHttpServer(app);
    const sockets = new WebSocketServer({ server, path: "/socket" });
    sockets.on("connection", (socket) => socket.send("hello"));
    return { listen: (on) => listening(server, on), attach: (plan) => graceful(app, plan) };
  };

  const withExpressWs: Start = ({ tls }) => {
    const app = make();
    // It serves TLS on a server that it is given, and else on one of its own behind `app.listen()`.
    const server = tls && createHttpsServer({ ...tls }, app);
    expressWs(app, server).app.ws("/socket", (socket) => socket.send("hello"));
    return {
      listen: (on) =>
        server
          ? listening(server, on)
          : new Promise((resolve) => {
              const listened = app.listen(on, () => resolve(listened));
            }),
      attach: (plan) => graceful(app, plan),
    };
  };

  combine(name, {
    compression: ["compression", prepared((app) => app.use(compression({ threshold: 0 }))), true],
    bodyLimit: ["express.json", prepared((app) => app.post("/json", make.json({ limit: LIMIT })))],
    ranges: ["express.static", prepared((app) => app.use(make.static(folder)))],
    webSockets: [
      ["ws", ws],
      ["express-ws", withExpressWs],
    ],
  });
}
