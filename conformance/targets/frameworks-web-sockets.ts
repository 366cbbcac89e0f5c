import { createServer } from "node:https";
import websocket from "@fastify/websocket";
import { server as hapi21Server } from "@hapi/hapi";
import { createAdaptorServer, upgradeWebSocket } from "@hono/node-server";
import type { Express } from "express";
import express5 from "express";
import expressWs from "express-ws";
import express4 from "express4";
import { fastify } from "fastify";
import { server as hapi20Server } from "hapi20";
import { Hono } from "hono";
import { createAdaptorServer as createAdaptorServer1 } from "hono-node-server1";
import Koa3 from "koa";
import websockify from "koa-websocket";
import Koa2 from "koa2";
import { WebSocketServer } from "ws";
import type { AppUnderTest, Start } from "../src/app-under-test.js";
import { listening } from "../src/node-handler.js";
import { startExpress } from "./express.js";
import { startFastify } from "./fastify.js";
import { startHapi } from "./hapi.js";
import { startHono } from "./hono.js";
import { startKoa } from "./koa.js";
import { wsOptions } from "./web-sockets.js";

/** WebSockets as the users of each framework have them. */
const withExpressWs =
  (express: () => Express): Start =>
  async ({ demo, tls }) => {
    const app = express();
    const server = tls && createServer({ ...tls }, app);
    const made = expressWs(app, server, { wsOptions: { ...wsOptions } as never });
    made.app.ws("/ws", (socket) => demo.sockets.accept(socket as never));
    const base = await startExpress(() => app)({ demo, tls });
    return {
      ...base,
      listen: (on) => (server ? listening(server, on) : base.listen(on)),
      webSockets: made.getWss(),
    };
  };

// Only here are the types of both majors installed.
export const express4Ws = withExpressWs(express4 as unknown as () => Express);
export const express5Ws = withExpressWs(express5);

export const fastifyWebsocket: Start = async ({ demo, tls }) => {
  const app = fastify(tls && ({ https: { ...tls } } as object));
  app.register(websocket, { options: { ...wsOptions } });
  app.register(async (scope) => {
    scope.get("/ws", { websocket: true }, demo.sockets.accept);
  });
  const base = await startFastify(() => app as never)({ demo, tls });
  return {
    ...base,
    // The plugin is loaded when the app is ready, which is later than `graceful(app, plan)`.
    webSockets: {
      get clients() {
        return app.websocketServer?.clients ?? [];
      },
    },
  };
};

const withKoaWebsocket =
  (koa: () => Koa3): Start =>
  async ({ demo, tls }) => {
    const app = websockify(koa(), { ...wsOptions }, tls && { ...tls });
    app.ws.use((ctx) => demo.sockets.accept(ctx.websocket as never));
    const base: AppUnderTest = await startKoa(() => app as never)({ demo, tls });
    return {
      ...base,
      listen: (on) =>
        new Promise((resolve) => {
          const server = app.listen(on, () => resolve(server));
        }),
      // Made in `app.listen`.
      webSockets: {
        get clients() {
          return app.ws.server?.clients ?? [];
        },
      },
    };
  };

export const koa2Websocket = withKoaWebsocket(() => new Koa2() as never);
export const koa3Websocket = withKoaWebsocket(() => new Koa3());

/** hapi has none of its own: `ws` on its listener. */
type Hapi = Parameters<typeof startHapi>[0];
const withWs =
  (hapi: Hapi): Start =>
  async ({ demo, tls }) => {
    const made: WebSocketServer[] = [];
    const base = await startHapi((options) => {
      const server = hapi(options);
      const webSockets = new WebSocketServer({ server: server.listener as never, path: "/ws", ...wsOptions });
      webSockets.on("connection", demo.sockets.accept);
      made.push(webSockets);
      return server;
    })({ demo, tls });
    return { ...base, webSockets: made[0] as WebSocketServer };
  };

export const hapi20Ws = withWs(hapi20Server as never);
export const hapi21Ws = withWs(hapi21Server);

/** node-server 2 takes a server of `ws` and has Hono's routing upgrade. */
export const hono2WebSocket: Start = async ({ demo, tls }) => {
  const server = new WebSocketServer({ noServer: true, ...wsOptions });
  const app = new Hono();
  app.get(
    "/ws",
    upgradeWebSocket(() => ({ onOpen: (_event, socket) => demo.sockets.accept(socket.raw as never) })),
  );
  const serve: typeof createAdaptorServer = (options) =>
    createAdaptorServer({ ...options, websocket: { server: server as never } });
  return { ...(await startHono(serve, () => app)({ demo, tls })), webSockets: server };
};

/** node-server 1 has none of its own: `ws` on its server. */
export const hono1Ws: Start = async ({ demo, tls }) => {
  const made = new WebSocketServer({ noServer: true, path: "/ws", ...wsOptions });
  made.on("connection", demo.sockets.accept);
  const serve: typeof createAdaptorServer = (options) => {
    const server = createAdaptorServer1(options as never);
    server.on("upgrade", (request, socket, head) =>
      made.handleUpgrade(request, socket, head, (webSocket) => made.emit("connection", webSocket, request)),
    );
    return server;
  };
  return { ...(await startHono(serve)({ demo, tls })), webSockets: made };
};
