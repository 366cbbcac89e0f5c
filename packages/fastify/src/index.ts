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
  if (done) return plugin(app as FastifyInstance, plan); // only Fastify passes a third argument
  return core.graceful(isServer(app) ? app : fastifyTarget(app), plan);
}

/** Async, because Fastify treats an error that a plugin throws synchronously as an uncaught exception. */
const plugin = async (app: FastifyInstance, plan?: core.ShutdownPlan) =>
  void app.decorate("graceful", core.graceful(fastifyTarget(app), plan));

// The marks that `fastify-plugin` sets: the plugin applies to the app itself, not to an encapsulated context.
Object.assign(graceful, {
  [Symbol.for("skip-override")]: true,
  [Symbol.for("fastify.display-name")]: "@x/graceful-fastify",
  [Symbol.for("plugin-meta")]: { name: "@x/graceful-fastify", fastify: "4.x || 5.x" },
});

/** Makes a Fastify app a target for core; throws `INVALID_TARGET` for anything else. */
export function fastifyTarget(app: FastifyApp): Target {
  if (!isFastifyApp(app)) throw invalidTarget("a Fastify app or a server", app);
  return {
    name: "fastify",
    app: app.server, // not `app`: each plugin gets an object of its own for it
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
      // These hooks run last in, first out. Fastify's own hook, which makes it answer 503, is added when the app gets
      // ready, so a hook added after that runs before it. By then `addHook` refuses hooks; `onClose`, which is not in
      // Fastify's types, accepts them.
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
