import { buffer } from "node:stream/consumers";
import Koa from "koa";
import { database } from "../database.mjs";
import { HELLO, slowMs, work } from "./hello.mjs";

export const name = "Koa 3";

/** Koa has no way of its own: the answer most people find, unchanged. */
export const naive = {
  title: "server.close()",
  stop: (_app, server) => server.close(() => process.exit(0)),
};

/** The routes that the traffic asks for, the same in every framework. */
export function createApp() {
  const app = new Koa();

  app.use(async (ctx, next) => {
    const [, bytes] = /^\/items\/(\d+)$/.exec(ctx.path) ?? [];
    if (ctx.method !== "GET" || bytes === undefined) return next();
    await database.query();
    ctx.body = Buffer.alloc(Number(bytes), ".");
  });

  app.use(async (ctx, next) => {
    if (ctx.method !== "POST" || ctx.path !== "/echo") return next();
    const body = await buffer(ctx.req);
    await database.query();
    ctx.body = body;
  });

  app.use(async (ctx, next) => {
    const [, ms] = /^\/slow\/(\d+)$/.exec(ctx.path) ?? [];
    if (ctx.method !== "GET" || ms === undefined) return next();
    await database.query(Number(ms));
    ctx.body = ".";
  });

  app.use(async (ctx, next) => {
    if (ctx.method !== "POST" || ctx.path !== "/upload") return next();
    let bytes = 0;
    for await (const chunk of ctx.req) bytes += chunk.length;
    ctx.body = String(bytes);
  });

  return app;
}

/** The least that Koa does: for measurements. */
export function createHello() {
  const app = new Koa();
  app.use(async (context, next) => {
    const ms = slowMs(context.path);
    if (ms === undefined && context.path !== "/") return next();
    if (ms !== undefined) await work(ms);
    context.body = HELLO;
  });
  return app;
}

/** Resolves to the server once it listens, on any free port unless told otherwise. */
export function listen(app, where = { port: 0, host: "127.0.0.1" }) {
  return new Promise((resolve, reject) => {
    const server = app.listen(where, () => resolve(server)).once("error", reject);
  });
}
