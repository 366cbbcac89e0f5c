import type { RequestListener } from "node:http";
import { createServer } from "node:https";
import type { Server } from "node:net";
import { text } from "node:stream/consumers";
import { graceful } from "@x/graceful-koa";
import type Koa from "koa";
import type { Start, TlsIdentity } from "../src/app-under-test.js";
import { listening, writeByHand } from "../src/node-handler.js";

/** Makes the server of an app that does not listen by itself. */
type Serve = (tls: TlsIdentity | undefined, handler: RequestListener) => Server;

/** The demo app in the idiom that Koa 2 and 3 share. */
export function startKoa(koa: () => Koa, serve?: Serve): Start {
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
        const given = await answer({
          name: match.groups?.name ?? "",
          text: () => text(ctx.req),
        });
        if (given.isWrittenByHand) {
          ctx.respond = false;
          return writeByHand(ctx.res, given);
        }
        const { status, headers, body } = given;
        ctx.status = status;
        ctx.set(headers);
        ctx.body = body;
      });
    }
    return {
      listen(on) {
        if (serve) return listening(serve(tls, app.callback()), on);
        if (tls) return listening(createServer({ ...tls }, app.callback()), on);
        return new Promise((resolve) => {
          const server = app.listen(on, () => resolve(server));
        });
      },
      attach: (plan) => graceful(app, plan),
    };
  };
}
