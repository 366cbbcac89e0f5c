import * as core from "@x/graceful-core";
import { invalidTarget, isServer, type Target } from "@x/graceful-core/adapter";
import type Koa from "koa";
import { koaServers } from "./koa-servers.js";

export * from "@x/graceful-core";

/** An app of Koa 2 or 3, whatever its state and context. */
export type KoaApp = { callback(): (...pair: never[]) => unknown; createContext(...pair: never[]): unknown };

/**
 * Adds graceful shutdown to a Koa app or a Node server. See `graceful` of `@x/graceful-core` for what it does, in which
 * order, and what it throws. A server whose listener only calls the one that `app.callback()` made has to be given
 * itself.
 */
export function graceful(app: KoaApp | core.Server, plan?: core.ShutdownPlan): core.Lifecycle {
  return core.graceful(isServer(app) ? app : koaTarget(app), plan);
}

/**
 * A Koa app as core sees it; throws `INVALID_TARGET` at anything else. Koa has no shutdown and no logger of its own.
 */
export function koaTarget(app: KoaApp): Target {
  if (!isKoaApp(app)) throw invalidTarget("a Koa app or a server", app);
  const servers = koaServers(app);
  let isOver = false;
  return {
    name: "koa",
    app,
    servers(found) {
      const stop = servers.discover(found);
      return () => {
        isOver = true; // a middleware cannot be taken away, and the next life of the app has probes of its own
        stop();
      };
    },
    probe(path, answer) {
      // `callback()` takes the middleware that is there: one added now would never be reached.
      if (servers.exist()) {
        throw new core.GracefulError(
          "INVALID_OPTION",
          "For `health` call graceful() before app.callback() or app.listen(), or give `health.port`",
        );
      }
      app.use(async (ctx, next) => {
        if (isOver || ctx.path !== path || !["GET", "HEAD"].includes(ctx.method)) return next();
        const { status, headers, body } = await answer();
        Object.assign(ctx, { status, body }).set(headers);
      });
    },
    async close() {},
  };
}

function isKoaApp(app: unknown): app is Koa {
  const { callback, createContext, use } = Object(app) as Record<string, unknown>;
  return [callback, createContext, use].every((method) => typeof method === "function");
}
