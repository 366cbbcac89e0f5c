import {
  graceful as gracefulTarget,
  invalidTarget,
  isServer,
  type Lifecycle,
  type Server,
  type ShutdownPlan,
  type Target,
  watchListening,
} from "@x/graceful-core";
import type { Application } from "express";

export * from "@x/graceful-core";

/** An app of Express 4 or 5: an ordinary one, or a router's parent, as far as serving requests goes. */
export type ExpressApp = Pick<Application, "listen" | "get" | "set"> & ((...args: never[]) => unknown);

/**
 * Makes an Express app, or a bare server, end well. See `graceful` of `@x/graceful-core` for what it does, in which order,
 * and what it throws.
 */
export function graceful(app: ExpressApp | Server, plan?: ShutdownPlan): Lifecycle {
  return gracefulTarget(isServer(app) ? app : expressTarget(app), plan);
}

/** An Express app as core sees it. Express has no shutdown and no logger of its own. */
export function expressTarget(app: ExpressApp): Target {
  if (!isExpressApp(app)) throw invalidTarget("an Express app or a server", app);
  return {
    name: "express",
    app,
    // Express gives itself to the server as the listener, so identity finds every server, however it was made.
    servers: (found) => watchListening((server) => server.listeners("request").includes(app), found),
    probe(path, answer) {
      app.get(path, async (_request, response) => {
        const { status, headers, body } = await answer();
        response.writeHead(status, headers).end(body);
      });
    },
    async close() {},
  };
}

function isExpressApp(app: unknown): app is ExpressApp {
  const { listen, handle, set } = (typeof app === "function" ? app : {}) as Record<string, unknown>;
  return [listen, handle, set].every((method) => typeof method === "function");
}
