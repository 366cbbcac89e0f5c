import { buffer } from "node:stream/consumers";
import Koa from "koa";
import { database } from "../database.mjs";
import { HELLO, slowMs, work } from "./support/hello.mjs";
import { anyPort, listening } from "./support/listening.mjs";

export const name = "Koa 3";

export { closeServer as naive } from "./support/close-server.mjs";

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

/** Its own way to listen. */
export const listen = (app, where = anyPort()) => listening(app.listen(where));
