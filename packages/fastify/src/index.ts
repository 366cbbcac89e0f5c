import * as core from "@x/graceful-core";
import { invalidTarget, isServer, type Target } from "@x/graceful-core/adapter";
import type { FastifyInstance } from "fastify";
import { fastifyServers, runPreClose } from "./fastify-servers.js";

export * from "@x/graceful-core";

declare module "fastify" {
  interface FastifyInstance {
    graceful: core.Lifecycle;
  }
}

/** An app of Fastify 4 or 5, whatever its server (HTTP, HTTPS, HTTP/2), its logger and its type provider. */
export interface FastifyApp {
  readonly server: core.Server;
  readonly log: core.Logger;
  routing: (...pair: never[]) => void;
}

/**
 * Adds graceful shutdown to a Fastify app or a Node server. See `graceful` of `@x/graceful-core` for what it does, in
 * which order, and what it throws. It is a plugin as well: after `await app.register(graceful, plan)` the lifecycle is
 * `app.graceful`.
 */
export function graceful(app: FastifyApp | core.Server, plan?: core.ShutdownPlan): core.Lifecycle;
export function graceful(app: FastifyApp | core.Server, plan?: core.ShutdownPlan, done?: unknown): unknown {
  if (done) return plugin(app as FastifyInstance, plan); // only Fastify gives a third argument
  return core.graceful(isServer(app) ? app : fastifyTarget(app), plan);
}

/** Async, since Fastify takes what a plugin throws at once for an uncaught exception. */
const plugin = async (app: FastifyInstance, plan?: core.ShutdownPlan) =>
  void app.decorate("graceful", core.graceful(fastifyTarget(app), plan));

// As `fastify-plugin` would mark it: made graceful is the app itself, not a context of its own within it.
Object.assign(graceful, {
  [Symbol.for("skip-override")]: true,
  [Symbol.for("fastify.display-name")]: "@x/graceful-fastify",
  [Symbol.for("plugin-meta")]: { name: "@x/graceful-fastify", fastify: "4.x || 5.x" },
});

/** A Fastify app as core sees it; throws `INVALID_TARGET` at anything else. */
export function fastifyTarget(app: FastifyApp): Target {
  if (!isFastifyApp(app)) throw invalidTarget("a Fastify app or a server", app);
  return {
    name: "fastify",
    app: app.server, // since every plugin sees the app as an object of its own
    logger: app.log,
    servers: (found) => fastifyServers(app, found),
    probe(path, answer) {
      app.get(path, { exposeHeadRoute: true }, async (_request, reply) => {
        const { status, headers, body } = await answer();
        return reply.code(status).headers(headers).send(body);
      });
    },
    close: () => app.close(),
    onDrain: () => runPreClose(app),
    onClose(drain) {
      // These hooks run last in, first out. Fastify's own, from which on it answers 503, goes in when the app gets
      // ready, so one that goes in later runs before it. By then `addHook` refuses hooks, and `onClose`, which has no
      // type, takes them.
      app.onClose(drain);
      try {
        app.addHook("onReady", async () => void app.onClose(drain));
      } catch {
        // The app is ready already.
      }
    },
  };
}

function isFastifyApp(app: unknown): app is FastifyInstance & { onClose(hook: () => Promise<void>): void } {
  const { server, routing, addHook } = (app ?? {}) as Partial<FastifyInstance>;
  return isServer(server) && typeof routing === "function" && typeof addHook === "function";
}
