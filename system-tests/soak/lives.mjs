import { createServer as createHttpServer, get } from "node:http";
import { connect as connectHttp2, createServer as createHttp2Server } from "node:http2";
import { createServer as createHttpsServer, get as getSecurely } from "node:https";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { graceful } from "@x/graceful-core";
import { WebSocket, WebSocketServer } from "ws";
import { tlsIdentity } from "../../test-kit/tls-identity.mjs";
import { FRAMEWORKS, packageOf } from "../frameworks.mjs";

const BODY = "x".repeat(2_000);

const listening = (server) => new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
/** How long a request is in flight. */
const MOMENT_MS = 3;

const answer = async (_request, response) => {
  await sleep(MOMENT_MS);
  response.end(BODY);
};

/** Requests a whole response with a client that keeps no connection. */
const ask = (getter, port, path = "/") =>
  new Promise((resolve, reject) => {
    const request = getter(
      { port, path, host: "127.0.0.1", agent: false, rejectUnauthorized: false },
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

/** Wrapped in an object, so that awaiting the connection does not await its end. */
const closed = (socket) => ({
  end: new Promise((resolve) => socket.on("error", () => {}).once("close", resolve)),
});

/** An HTTP/1 server in one life: a request before the drain and one in flight at its begin, and idle connections. */
async function http1Life(lifecycle, port, getter = get, path = "/") {
  const statuses = [await ask(getter, port, path)];
  const idle = getter === get ? await idlers(port) : [];
  let isAnswered = false;
  const last = ask(getter, port, path).then((status) => {
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
    const server = await listening(createHttpsServer(tlsIdentity, answer));
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
  ...Object.fromEntries(FRAMEWORKS.map(({ id }) => [id, (plan) => frameworkLife(id, plan)])),
};

/** The smallest app of a framework, made graceful before it listens. */
async function frameworkLife(id, plan) {
  const { createHello, listen } = await import(`../apps/${id}.mjs`);
  const { graceful } = await import(packageOf(id));
  const app = await createHello();
  const lifecycle = graceful(app, plan);
  const server = await listen(app);
  return http1Life(lifecycle, server.address().port, get, `/slow/${MOMENT_MS}`);
}
