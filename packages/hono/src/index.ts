import * as core from "@x/graceful-core";
import { invalidTarget, isServer, type Probe, type Target } from "@x/graceful-core/adapter";
import type { Handler, Hono } from "hono";
import { answerQuestion, honoServers } from "./hono-servers.js";

export * from "@x/graceful-core";

/** An app of Hono 4, whatever its environment, its routes and its preset. */
export interface HonoApp {
  readonly fetch: (...given: never[]) => unknown;
  router: { match(...given: never[]): unknown };
}

/**
 * Adds graceful shutdown to a Hono app on `@hono/node-server` or a Node server. See `graceful` of `@x/graceful-core`
 * for what it does, in which order, and what it throws. If a server's listener was not made by `@hono/node-server`,
 * give the server instead of the app.
 */
export function graceful(app: HonoApp | core.Server, plan?: core.ShutdownPlan): core.Lifecycle {
  return core.graceful(isServer(app) ? app : honoTarget(app), plan);
}

/**
 * Makes a Hono app a target for core; throws `INVALID_TARGET` for anything else. Hono has no shutdown and no logger of
 * its own.
 */
export function honoTarget(app: HonoApp): Target {
  if (!isHonoApp(app)) throw invalidTarget("a Hono app or a server", app);
  const probes = new Map<string, Probe>();
  return {
    name: "hono",
    app,
    servers(found) {
      const { router } = app;
      // Put in front of the app's own router, which accepts no route after its first request and cannot remove one.
      const routing: typeof router = {
        name: router.name,
        add: (...route) => router.add(...route),
        match(method, path) {
          if (answerQuestion(app, path)) return routeTo(() => new Response());
          const probe = probes.get(path);
          if (!probe || method !== "GET") return router.match(method, path); // Hono routes HEAD as GET
          return routeTo(async () => {
            const { body, ...init } = await probe();
            return new Response(body, init);
          });
        },
      };
      app.router = routing;
      const stop = honoServers(app, found);
      return () => {
        stop();
        probes.clear(); // apps made by `basePath()` keep this router
        if (app.router === routing) app.router = router;
      };
    },
    probe: (path, answer) => void probes.set(path, answer),
    async close() {},
  };
}

/** A router's match result that consists of this handler alone. */
function routeTo(handler: Handler): ReturnType<Hono["router"]["match"]> {
  return [[[[handler, { basePath: "/", path: "*", method: "GET", handler }], {}]]];
}

function isHonoApp(app: unknown): app is Hono {
  const { fetch, basePath } = Object(app) as Partial<Hono>; // not `router`: in Express 4 that getter throws
  return typeof fetch === "function" && typeof basePath === "function";
}
