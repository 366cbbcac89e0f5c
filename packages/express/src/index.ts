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
 * Makes an Express app a target for core; throws `INVALID_TARGET` for anything else. Express has no shutdown and no
 * logger of its own.
 */
export function expressTarget(app: ExpressApp): Target {
  if (!isExpressApp(app)) throw invalidTarget("an Express app or a server", app);
  let isOver = false;
  return {
    name: "express",
    app,
    servers(found) {
      // The app itself is the request listener of its servers, so identity finds each of them, however it was created.
      const isOurs = (server: core.Server) => server.listeners("request").includes(app);
      const stop = discoverServers(isOurs, found, { app, method: "handle" });
      return () => {
        isOver = true;
        stop();
      };
    },
    probe(path, answer) {
      app.get(path, async (_request, response, next) => {
        // Express cannot remove a route, and the next lifecycle of the app registers routes of its own.
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
