import type { Server } from "@x/graceful-core";
import { discoverServersOfApp, replaceMethod } from "@x/graceful-core/adapter";
import type { FastifyInstance } from "fastify";

type Hook = (this: FastifyInstance, done?: (error?: Error) => void) => unknown;

/** The `preClose` hooks of each app, which run once. */
const hooksOf = new WeakMap<FastifyInstance, (() => Promise<void>)[]>();

/** Calls `found` with the app's own server and each further one on `localhost`, now and later. Returns the undo. */
export function fastifyServers(app: FastifyInstance, found: (server: Server) => void): () => void {
  const stop = discoverServersOfApp(app.server, app.routing, found, (done) => {
    app.addHook("onListen", async () => done());
  });
  const forgetHooks = noteHooks(app);
  return () => void [stop(), forgetHooks()];
}

/** By these hooks plugins end their long-lived connections before the server closes, which is when the drain begins. */
export const runPreClose = (app: FastifyInstance): Promise<unknown> =>
  Promise.all((hooksOf.get(app) ?? []).map((run) => run()));

/** Fastify tells of no hook that it has: those from before `graceful()` run in `app.close()`, behind the drain. */
function noteHooks(app: FastifyInstance): () => void {
  const { addHook } = app;
  const hooks: (() => Promise<void>)[] = [];
  hooksOf.set(app, hooks);
  const note = function (this: FastifyInstance, name: "preClose", hook: Hook & (() => Promise<void>)) {
    // That of @fastify/websocket gives every client no code, in one moment: the engine does it better.
    const isOurs = name === "preClose" && typeof hook === "function" && hook.name !== "defaultPreClose";
    if (!isOurs) return addHook.call(this, name, hook);
    let result: Promise<void> | undefined;
    const run = async () => (result ??= call(this, hook)); // `app.close()` calls it as well, at last
    hooks.push(run);
    return addHook.call(this, name, run);
  };
  return replaceMethod(app, "addHook", note as FastifyInstance["addHook"]);
}

async function call(instance: FastifyInstance, hook: Hook): Promise<void> {
  if (hook.length === 0) await hook.call(instance);
  else await new Promise<void>((resolve, reject) => hook.call(instance, (e) => (e ? reject(e) : resolve())));
}
