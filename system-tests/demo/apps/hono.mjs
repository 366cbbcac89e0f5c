import { serve } from "@hono/node-server";
import { formatReport, graceful } from "@x/graceful-hono";
import { Hono } from "hono";
import { database } from "../database.mjs";

export const name = "Hono 4";
export { formatReport, graceful };

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
    for await (const chunk of context.req.raw.body) bytes += chunk.length;
    return context.text(String(bytes));
  });

  return app;
}

/** Resolves to the server once it listens. */
export function listen(app) {
  return new Promise((resolve, reject) => {
    const options = { fetch: app.fetch, port: 0, hostname: "127.0.0.1" };
    const server = serve(options, () => resolve(server)).once("error", reject);
  });
}
