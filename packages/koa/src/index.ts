import * as core from "@x/graceful-core";
import { invalidTarget, isServer, type Target } from "@x/graceful-core/adapter";
import type Koa from "koa";
import { koaServers } from "./koa-servers.js";

export * from "@x/graceful-core";

/** An app of Koa 2 or 3, whatever its state and context. */
export type KoaApp = { callback(): (...pair: never[]) => unknown; createContext(...pair: never[]): unknown };

/**
 * Adds graceful shutdown to a Koa app or a Node server. See `graceful` of `@x/graceful-core` for what it does, in which
 * order, and what it throws. If a server's listener is a function that calls the one from `app.callback()`, give the
 * server instead of the app.
 */
export function graceful(app: KoaApp | core.Server, plan?: core.ShutdownPlan): core.Lifecycle {
  return core.graceful(isServer(app) ? app : koaTarget(app), plan);
}

/**
 * Makes a Koa app a target for core; throws `INVALID_TARGET` for anything else. Koa has no shutdown and no logger of
 * its own.
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
        isOver = true; // Koa cannot remove a middleware, and the next lifecycle of the app has probes of its own
        stop();
      };
    },
    probe(path, answer) {
      // `callback()` composes the middleware present at that time: one that is added later is never called.
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
