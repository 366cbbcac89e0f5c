import { buffer } from "node:stream/consumers";
import Fastify, { LogController } from "fastify";
import { database } from "../database.mjs";
import { HELLO, work } from "./support/hello.mjs";

export const name = "Fastify 5";

/** Fastify's own way to stop. */
export const naive = {
  title: "app.close()",
  stop: (app) => app.close().then(() => process.exit(0)),
};

/** The routes that the traffic asks for, the same in every framework. */
export function createApp() {
  const app = Fastify({
    logger: { base: null, timestamp: false },
    logController: new LogController({ disableRequestLogging: true }),
  });
  // Bodies reach the handlers as they arrive.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, body, parsed) => parsed(null, body));

  app.get("/items/:bytes", async (/** @type {any} */ request) => {
    await database.query();
    return Buffer.alloc(Number(request.params.bytes), ".");
  });

  app.post("/echo", async (/** @type {any} */ request) => {
    const body = await buffer(request.body);
    await database.query();
    return body;
  });

  app.get("/slow/:ms", async (/** @type {any} */ request) => {
    await database.query(Number(request.params.ms));
    return ".";
  });

  app.post("/upload", async (/** @type {any} */ request) => {
    let bytes = 0;
    for await (const chunk of request.body) bytes += chunk.length;
    return String(bytes);
  });

  return app;
}

/** The least that Fastify does: for measurements. */
export function createHello() {
  const app = Fastify();
  app.get("/", (_request, reply) => reply.send(HELLO));
  app.get("/slow/:ms", async (/** @type {any} */ request) => {
    await work(request.params.ms);
    return HELLO;
  });
  return app;
}

/** Resolves to the server once it listens, on any free port unless told otherwise. */
export async function listen(app, where = { port: 0, host: "127.0.0.1" }) {
  await app.listen(where);
  return app.server;
}
