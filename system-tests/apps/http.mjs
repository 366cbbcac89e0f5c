import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";
import { database } from "../database.mjs";
import { HELLO, slowMs, work } from "./support/hello.mjs";
import { anyPort, listening } from "./support/listening.mjs";

export const name = "node:http";

export { closeServer as naive } from "./support/close-server.mjs";

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
export const createApp = () => createServer(handle);

/** Its listener, for servers of other kinds. A client that gives up while it sends is nobody's error. */
export async function handle(request, response) {
  const [, route, argument] = (request.url ?? "").split("/");
  const answer = routes[`${request.method} /${route}`];
  if (!answer) return response.writeHead(404).end();
  try {
    response.end(await answer(request, argument));
  } catch (error) {
    response.writeHead(500).end(`${error}`);
  }
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

export const listen = (server, where = anyPort()) => listening(server.listen(where));
