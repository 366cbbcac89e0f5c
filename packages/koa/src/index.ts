import * as core from "@x/graceful-core";
import type Koa from "koa";

export * from "@x/graceful-core";

/** An app of Koa 2 or 3, whatever its state and context. */
export type KoaApp = { callback(): (...pair: never[]) => unknown; createContext(...pair: never[]): unknown };

/**
 * Adds graceful shutdown to a Koa app or a Node server. See `graceful` of `@x/graceful-core` for what it does, in which order, and
 * what it throws. A server whose listener only calls the one that `app.callback()` made has to be given itself.
 */
export function graceful(app: KoaApp | core.Server, plan?: core.ShutdownPlan): core.Lifecycle {
  return core.graceful(core.isServer(app) ? app : koaTarget(app), plan);
}

/** A Koa app as core sees it; throws `INVALID_TARGET` at anything else. Koa has no shutdown and no logger of its own. */
export function koaTarget(app: KoaApp): core.Target {
  if (!isKoaApp(app)) throw core.invalidTarget("a Koa app or a server", app);
  const listeners = new WeakSet<object>();
  const note = <L extends object>(listener: L): L => listeners.add(listener) && listener;
  const isOurs = (listener: CallableFunction) => listeners.has(listener) || isEarlier(app, listener);
  const serves = (server: core.Server) => server.listeners("request").some(isOurs);
  let isOver = false;
  return {
    name: "koa",
    app,
    servers(found) {
      const { callback } = app;
      const restore = override(app, "callback", () => note(callback.call(app)));
      const stop = core.discoverServers(serves, found);
      return () => {
        isOver = true; // a middleware cannot be taken away, and the next life of the app has probes of its own
        stop();
        restore();
      };
    },
    probe(path, answer) {
      const why = "For `health` call graceful() before app.callback() or app.listen(), or give `health.port`";
      core.discoverServers(serves, () => {
        throw new core.GracefulError("INVALID_OPTION", why); // `callback()` takes the middleware that is there
      })();
      app.use(async (ctx, next) => {
        if (isOver || ctx.path !== path || !["GET", "HEAD"].includes(ctx.method)) return next();
        const { status, headers, body } = await answer();
        Object.assign(ctx, { status, body }).set(headers);
      });
    },
    async close() {},
  };
}

/** Whether an earlier `app.callback()` made it. Nothing public tells, but at first it has its app create a context. */
function isEarlier(app: Koa, listener: CallableFunction): boolean {
  const sample = Object.getPrototypeOf(app).callback.call(Object.create(app, { on: { value() {} } }));
  if (listener.name !== "handleRequest" || String(listener) !== String(sample)) return false;
  const asked = new Error();
  const restore = override(app, "createContext", () => {
    throw asked;
  });
  try {
    listener(undefined, {});
    return false;
  } catch (error) {
    return error === asked; // the listener of another app fails as soon as it looks at the request
  } finally {
    restore();
  }
}

/** Puts an own method before the inherited one. Returns the undo. */
function override(app: object, name: "callback" | "createContext", value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(app, name);
  Object.defineProperty(app, name, { configurable: true, writable: true, value });
  return () => void (before ? Object.defineProperty(app, name, before) : Reflect.deleteProperty(app, name));
}

function isKoaApp(app: unknown): app is Koa {
  return ["callback", "createContext", "use"].every((name) => typeof Object(app)[name] === "function");
}
