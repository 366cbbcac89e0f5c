import * as core from "@x/graceful-core";
import { invalidTarget, isServer, type Probe, type Target } from "@x/graceful-core/adapter";
import type { Handler, Hono } from "hono";
import { answerQuestion, discoverHonoServers } from "./hono-servers.js";

export * from "@x/graceful-core";

/** An app of Hono 4, whatever its environment, its routes and its preset. */
export interface HonoApp {
  readonly fetch: (...given: never[]) => unknown;
  router: { match(...given: never[]): unknown };
}

/**
 * Adds graceful shutdown to a Hono app on `@hono/node-server` or a Node server. See `graceful` of `@x/graceful-core`
 * for what it does, in which order, and what it throws. A server whose listener is not one of `@hono/node-server` has
 * to be given itself.
 */
export function graceful(app: HonoApp | core.Server, plan?: core.ShutdownPlan): core.Lifecycle {
  return core.graceful(isServer(app) ? app : honoTarget(app), plan);
}

/** A Hono app as core sees it. Hono has no shutdown and no logger of its own. */
export function honoTarget(app: HonoApp): Target {
  if (!isHonoApp(app)) throw invalidTarget("a Hono app or a server", app);
  const probes = new Map<string, Probe>();
  return {
    name: "hono",
    app,
    servers(found) {
      const { router } = app;
      // Before the app's own, which takes no route after its first request and gives none back.
      const routing: typeof router = {
        name: router.name,
        add: (...route) => router.add(...route),
        match(method, path) {
          if (answerQuestion(app, path)) return routeTo(() => new Response());
          const probe = probes.get(path);
          if (!probe || method !== "GET") return router.match(method, path); // a HEAD is routed as a GET
          return routeTo(async () => {
            const { body, ...init } = await probe();
            return new Response(body, init);
          });
        },
      };
      app.router = routing;
      const stop = discoverHonoServers(app, found);
      return () => {
        stop();
        probes.clear(); // an app that `basePath()` has made since has this routing too
        if (app.router === routing) app.router = router;
      };
    },
    probe: (path, answer) => void probes.set(path, answer),
    async close() {},
  };
}

/** What a router finds where this handler alone is meant. */
function routeTo(handler: Handler): ReturnType<Hono["router"]["match"]> {
  return [[[[handler, { basePath: "/", path: "*", method: "GET", handler }], {}]]];
}

function isHonoApp(app: unknown): app is Hono {
  const { fetch, basePath } = Object(app) as Partial<Hono>; // not `router`: the one of Express 4 throws
  return typeof fetch === "function" && typeof basePath === "function";
}
