import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";
import { database } from "../database.mjs";
import { HELLO, slowMs, work } from "./hello.mjs";

export const name = "node:http";

/** The answer to SIGTERM that most people find, unchanged. */
export const naive = {
  title: "server.close()",
  stop: (_app, server) => server.close(() => process.exit(0)),
};

const routes = {
  async "GET /items"(_request, bytes) {
    await database.query();
    return Buffer.alloc(Number(bytes), ".");
  },

  async "POST /echo"(request) {
    const body = await buffer(request);
    await database.query();
    return body;
  },

  async "GET /slow"(_request, ms) {
    await database.query(Number(ms));
    return ".";
  },

  async "POST /upload"(request) {
    let bytes = 0;
    for await (const chunk of request) bytes += chunk.length;
    return String(bytes);
  },
};

/** The routes that the traffic asks for, the same in every framework. */
export function createApp() {
  return createServer(async (request, response) => {
    const [, route, argument] = (request.url ?? "").split("/");
    const handle = routes[`${request.method} /${route}`];
    if (!handle) return response.writeHead(404).end();
    try {
      response.end(await handle(request, argument));
    } catch (error) {
      response.writeHead(500).end(`${error}`);
    }
  });
}

/** The least that a server does: for measurements. */
export const createHello = () => createServer(hello);

/** Its listener, for those who wrap it. */
export function hello(request, response) {
  const ms = slowMs(request.url);
  if (ms === undefined) greet(response);
  else work(ms).then(() => greet(response));
}

function greet(response) {
  response.writeHead(200, { "content-type": "text/plain", "content-length": HELLO.length });
  response.end(HELLO);
}

/** Resolves to the server once it listens, on any free port unless told otherwise. */
export function listen(server, where = { port: 0, host: "127.0.0.1" }) {
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(where, () => resolve(server));
  });
}
