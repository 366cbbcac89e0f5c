import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import { database } from "../database.mjs";
import { HELLO, work } from "./hello.mjs";

export const name = "Hono 4";

/** Hono has no way of its own: the answer that node-server's documentation gives. */
export const naive = {
  title: "server.close()",
  stop: (_app, server) => server.close(() => process.exit(0)),
};

/** The routes that the traffic asks for, the same in every framework. */
export function createApp() {
  const app = new Hono();

  app.get("/items/:bytes", async (context) => {
    await database.query();
    return context.body(Buffer.alloc(Number(context.req.param("bytes")), "."));
  });

  app.post("/echo", async (context) => {
    const body = await context.req.arrayBuffer();
    await database.query();
    return context.body(body);
  });

  app.get("/slow/:ms", async (context) => {
    await database.query(Number(context.req.param("ms")));
    return context.text(".");
  });

  app.post("/upload", async (context) => {
    let bytes = 0;
    for await (const chunk of context.req.raw.body ?? []) bytes += chunk.length;
    return context.text(String(bytes));
  });

  return app;
}

/** The least that Hono does: for measurements. */
export function createHello() {
  const app = new Hono();
  app.get("/", (context) => context.text(HELLO));
  app.get("/slow/:ms", async (context) => {
    await work(context.req.param("ms"));
    return context.text(HELLO);
  });
  return app;
}

/** Resolves to the server once it listens, on any free port unless told otherwise. */
export function listen(app, where = { port: 0, host: "127.0.0.1" }) {
  return new Promise((resolve, reject) => {
    const server = createAdaptorServer({ fetch: app.fetch });
    server.once("error", reject).listen(where, () => resolve(server));
  });
}
