import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import { database } from "../database.mjs";
import { HELLO, work } from "./support/hello.mjs";
import { anyPort, listening } from "./support/listening.mjs";

export const name = "Hono 4";

export { closeServer as naive } from "./support/close-server.mjs";

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

/** Its own way to listen. */
export const listen = (app, where = anyPort()) =>
  listening(createAdaptorServer({ fetch: app.fetch }).listen(where));
