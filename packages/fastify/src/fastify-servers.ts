import type { Server } from "@x/graceful-core";
import { discoverServersOfApp, replaceMethod } from "@x/graceful-core/adapter";
import type { FastifyInstance } from "fastify";

type Hook = (this: FastifyInstance, done?: (error?: Error) => void) => unknown;

/** The `preClose` hooks of each app. Each hook runs once. */
const hooksOf = new WeakMap<FastifyInstance, (() => Promise<void>)[]>();

/** Calls `found` with the app's own server and each further one on `localhost`, now and later. Returns the undo. */
export function fastifyServers(app: FastifyInstance, found: (server: Server) => void): () => void {
  const stop = discoverServersOfApp(app.server, app.routing, found, (done) => {
    app.addHook("onListen", async () => done());
  });
  const forgetHooks = noteHooks(app);
  return () => {
    stop();
    forgetHooks();
  };
}

/** Runs the `preClose` hooks, in which plugins end their long-lived connections. Called when the drain begins. */
export const runPreClose = (app: FastifyInstance): Promise<unknown> =>
  Promise.all((hooksOf.get(app) ?? []).map((run) => run()));

/** Fastify does not list its hooks, so those added before `graceful()` run in `app.close()`, after the drain. */
function noteHooks(app: FastifyInstance): () => void {
  const { addHook } = app;
  const hooks: (() => Promise<void>)[] = [];
  hooksOf.set(app, hooks);
  const note = function (this: FastifyInstance, name: "preClose", hook: Hook & (() => Promise<void>)) {
    // The hook of @fastify/websocket closes all clients at once and without a close code. The engine does it instead.
    const isOurs = name === "preClose" && typeof hook === "function" && hook.name !== "defaultPreClose";
    if (!isOurs) return addHook.call(this, name, hook);
    let result: Promise<void> | undefined;
    const run = async () => (result ??= call(this, hook)); // `app.close()` calls it a second time
    hooks.push(run);
    return addHook.call(this, name, run);
  };
  return replaceMethod(app, "addHook", note as FastifyInstance["addHook"]);
}

async function call(instance: FastifyInstance, hook: Hook): Promise<void> {
  if (hook.length === 0) await hook.call(instance);
  else await new Promise<void>((resolve, reject) => hook.call(instance, (e) => (e ? reject(e) : resolve())));
}
