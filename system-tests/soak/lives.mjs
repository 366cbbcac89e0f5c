import { readFileSync } from "node:fs";
import { createServer as createHttpServer, get } from "node:http";
import { connect as connectHttp2, createServer as createHttp2Server } from "node:http2";
import { createServer as createHttpsServer, get as getSecurely } from "node:https";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import hapiServer from "@hapi/hapi";
import { graceful } from "@x/graceful-core";
import * as express from "@x/graceful-express";
import * as fastify from "@x/graceful-fastify";
import * as hapi from "@x/graceful-hapi";
import * as koa from "@x/graceful-koa";
import expressApp from "express";
import fastifyApp from "fastify";
import Koa from "koa";
import { WebSocket, WebSocketServer } from "ws";

const BODY = "x".repeat(2_000);
const pem = (file) =>
  readFileSync(new URL(`../../conformance/fixtures/localhost.${file}.pem`, import.meta.url));
const identity = { key: pem("key"), cert: pem("cert") };

const listening = (server) => new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
/** In flight for a moment. */
const MOMENT_MS = 3;

const answer = async (_request, response) => {
  await sleep(MOMENT_MS);
  response.end(BODY);
};

/** A whole response over a client that keeps nothing. */
const ask = (getter, port) =>
  new Promise((resolve, reject) => {
    const request = getter(
      { port, host: "127.0.0.1", agent: false, rejectUnauthorized: false },
      (response) => {
        response.resume().once("end", () => resolve(response.statusCode));
      },
    );
    request.on("error", reject);
  });

/** A connection that is idle when the drain begins, and one that never sends a byte. */
function idlers(port) {
  const sockets = [connect(port, "127.0.0.1"), connect(port, "127.0.0.1")];
  sockets[0].write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  return Promise.all(
    sockets.map(
      (socket) => new Promise((resolve) => socket.resume().once("connect", () => resolve(closed(socket)))),
    ),
  );
}

/** Wrapped, so that who waits for the connection does not wait for its end. */
const closed = (socket) => ({
  end: new Promise((resolve) => socket.on("error", () => {}).once("close", resolve)),
});

/** An HTTP/1 server in one life: a request before the drain and one in flight at its begin, and idle connections. */
async function http1Life(lifecycle, port, getter = get) {
  const statuses = [await ask(getter, port)];
  const idle = getter === get ? await idlers(port) : [];
  let isAnswered = false;
  const last = ask(getter, port).then((status) => {
    isAnswered = true;
    return status;
  });
  while (lifecycle.stats().requests.inFlight === 0 && !isAnswered) await sleep(1);
  const [status, report] = await Promise.all([last, lifecycle.shutdown("soak")]);
  await Promise.all(idle.map(({ end }) => end));
  return { statuses: [...statuses, status], report };
}

/** One life of each kind, by name: starts a server, uses it, ends it. Each resolves to the answers and the report. */
export const lives = {
  async http(plan) {
    const server = await listening(createHttpServer(answer));
    return http1Life(graceful(server, plan), server.address().port);
  },
  async https(plan) {
    const server = await listening(createHttpsServer(identity, answer));
    return http1Life(graceful(server, plan), server.address().port, getSecurely);
  },
  async http2(plan) {
    const server = await listening(createHttp2Server(answer));
    const lifecycle = graceful(server, plan);
    const session = connectHttp2(`http://127.0.0.1:${server.address().port}`);
    const stream = session.request({ ":path": "/" });
    const status = await new Promise((resolve, reject) => {
      stream.once("error", reject).once("response", (headers) => {
        stream.resume().once("end", () => resolve(headers[":status"]));
      });
    });
    const gone = new Promise((resolve) => session.once("close", resolve));
    const report = await lifecycle.shutdown("soak");
    await gone;
    return { statuses: [status], report };
  },
  async webSocket(plan) {
    const server = await listening(createHttpServer(answer));
    const wss = new WebSocketServer({ server });
    const lifecycle = graceful(server, plan);
    const client = new WebSocket(`ws://127.0.0.1:${server.address().port}`);
    await new Promise((resolve, reject) => client.once("open", resolve).once("error", reject));
    const code = new Promise((resolve) => client.once("close", resolve));
    const report = await lifecycle.shutdown("soak");
    wss.close();
    return { statuses: [await code], report };
  },
  async express(plan) {
    const app = expressApp();
    const lifecycle = express.graceful(app, plan);
    app.get("/", async (_request, response) => {
      await sleep(MOMENT_MS);
      response.send(BODY);
    });
    const server = await new Promise((resolve) => {
      const listened = app.listen(0, "127.0.0.1", () => resolve(listened));
    });
    return http1Life(lifecycle, server.address().port);
  },
  async fastify(plan) {
    const app = fastifyApp();
    const lifecycle = fastify.graceful(app, plan);
    app.get("/", () => sleep(MOMENT_MS, BODY));
    await app.listen({ port: 0, host: "127.0.0.1" });
    return http1Life(lifecycle, app.server.address().port);
  },
  async koa(plan) {
    const app = new Koa();
    const lifecycle = koa.graceful(app, plan);
    app.use(async (context) => {
      context.body = await sleep(MOMENT_MS, BODY);
    });
    const server = await new Promise((resolve) => {
      const listened = app.listen(0, "127.0.0.1", () => resolve(listened));
    });
    return http1Life(lifecycle, server.address().port);
  },
  async hapi(plan) {
    const app = hapiServer.server({ port: 0, host: "127.0.0.1" });
    const lifecycle = hapi.graceful(app, plan);
    app.route({ method: "GET", path: "/", handler: () => sleep(MOMENT_MS, BODY) });
    await app.start();
    return http1Life(lifecycle, app.info.port);
  },
};
