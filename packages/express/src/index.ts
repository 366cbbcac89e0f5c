import * as core from "@x/graceful-core";
import { discoverServers, invalidTarget, isServer, type Target } from "@x/graceful-core/adapter";
import type { Application } from "express";

export * from "@x/graceful-core";

/** An app of Express 4 or 5. */
export interface ExpressApp {
  (...given: never[]): unknown;
  listen(...given: never[]): core.Server;
  set(name: string, value: unknown): unknown;
}

/**
 * Adds graceful shutdown to an Express app or a Node server. See `graceful` of `@x/graceful-core` for what it does, in
 * which order, and what it throws.
 */
export function graceful(app: ExpressApp | core.Server, plan?: core.ShutdownPlan): core.Lifecycle {
  return core.graceful(isServer(app) ? app : expressTarget(app), plan);
}

/**
 * An Express app as core sees it; throws `INVALID_TARGET` at anything else. Express has no shutdown and no logger of
 * its own.
 */
export function expressTarget(app: ExpressApp): Target {
  if (!isExpressApp(app)) throw invalidTarget("an Express app or a server", app);
  let isOver = false;
  return {
    name: "express",
    app,
    servers(found) {
      // Express gives itself to the server as the listener, so identity finds every server, however it was made.
      const isOurs = (server: core.Server) => server.listeners("request").includes(app);
      const stop = discoverServers(isOurs, found, { app, method: "handle" });
      return () => {
        isOver = true;
        stop();
      };
    },
    probe(path, answer) {
      app.get(path, async (_request, response, next) => {
        // A route cannot be taken away: in the next life of the app this one must not answer any more.
        if (isOver) return next();
        const { status, headers, body } = await answer();
        response.writeHead(status, headers).end(body);
      });
    },
    async close() {},
  };
}

function isExpressApp(app: unknown): app is Application {
  const { listen, handle, set } = (typeof app === "function" ? app : {}) as Record<string, unknown>;
  return [listen, handle, set].every((method) => typeof method === "function");
}
