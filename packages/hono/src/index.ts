import * as core from "@x/graceful-core";
import type { Handler, Hono } from "hono";

export * from "@x/graceful-core";

/** An app of Hono 4, whatever its environment, its routes and its preset. */
export interface HonoApp {
  readonly fetch: (...given: never[]) => unknown;
  router: { match(...given: never[]): unknown };
}

/**
 * Adds graceful shutdown to a Hono app on `@hono/node-server` or a Node server. See `graceful` of `@x/graceful-core` for what it does,
 * in which order, and what it throws. A server whose listener is not one of `@hono/node-server` has to be given itself.
 */
export function graceful(app: HonoApp | core.Server, plan?: core.ShutdownPlan): core.Lifecycle {
  return core.graceful(core.isServer(app) ? app : honoTarget(app), plan);
}

/** Whom to tell which app was reached, by the path that a listener is being asked for. */
const questions = new Map<string, (app: object) => unknown>();

/** A Hono app as core sees it. Hono has no shutdown and no logger of its own. */
export function honoTarget(app: HonoApp): core.Target {
  if (!isHonoApp(app)) throw core.invalidTarget("a Hono app or a server", app);
  const probes = new Map<string, core.Probe>();
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
          const probe = probes.get(path);
          const tell = questions.get(path.slice(path.lastIndexOf("/"))); // `getPath` may put a host before it
          if (tell) return routeTo(() => new Response(void tell(app)));
          if (!probe || method !== "GET") return router.match(method, path); // a HEAD is routed as a GET
          return routeTo(() => probe().then(({ body, ...init }) => new Response(body, init)));
        },
      };
      app.router = routing;
      const stop = core.discoverServers(Boolean, (server) => {
        for (const one of server.listeners("request")) ask(one, (its) => its === app && found(server));
      });
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

/** Nothing public leads from a listener to its app, so it is asked: for a path that the routing of its app knows. */
function ask(listener: CallableFunction, tell: (app: object) => unknown): void {
  const source = String(listener);
  // Words of every listener that `getRequestListener` makes, bundled and minified too: nobody else's is called.
  if (!["incoming", "outgoing", "hostname", "errorHandler"].every((word) => source.includes(word))) return;
  const url = `/${crypto.randomUUID()}`;
  const outgoing = new Proxy({}, { get: () => () => {} });
  const forget = () => questions.delete(url);
  questions.set(url, tell);
  const incoming = { url, method: "HEAD", headers: { host: "localhost" }, rawHeaders: [], socket: {} };
  listener(incoming, outgoing).then(forget, forget);
}

function isHonoApp(app: unknown): app is Hono {
  const { fetch, basePath } = Object(app) as Partial<Hono>;
  return typeof fetch === "function" && typeof basePath === "function"; // not `router`: the one of Express 4 throws
}
