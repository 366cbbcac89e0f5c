import { createServer } from "node:https";
import { text } from "node:stream/consumers";
import { graceful } from "@x/graceful-koa";
import type Koa from "koa";
import type { Start } from "../src/app-under-test.js";
import { listening } from "../src/node-handler.js";

/** The demo app in the idiom that Koa 2 and 3 share. */
export function startKoa(koa: () => Koa): Start {
  return ({ demo, tls }) => {
    const app = koa();
    // What it would print are clients that went away, which is what they are there for.
    app.silent = true;
    for (const { method, path, answer } of demo.routes) {
      const methods = method === "GET" ? ["GET", "HEAD"] : [method];
      const pattern = new RegExp(`^${path.replace(":name", "(?<name>[^/]+)")}$`);
      app.use(async (ctx, next) => {
        const match = methods.includes(ctx.method) && pattern.exec(ctx.path);
        if (!match) return next();
        const { status, headers, body } = await answer({
          name: match.groups?.name ?? "",
          text: () => text(ctx.req),
        });
        ctx.status = status;
        ctx.set(headers);
        ctx.body = body;
      });
    }
    return {
      listen: (on) =>
        tls
          ? listening(createServer({ ...tls }, app.callback()), on)
          : new Promise((resolve) => {
              const server = app.listen(on, () => resolve(server));
            }),
      attach: (plan) => graceful(app, plan),
    };
  };
}
