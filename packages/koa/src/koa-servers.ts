import type { Server } from "@x/graceful-core";
import { discoverServers, replaceMethod } from "@x/graceful-core/adapter";
import type Koa from "koa";

/**
 * The servers of one Koa app. Koa itself does not know its servers: a server belongs to the app if `app.callback()`
 * made one of its listeners.
 */
export interface KoaServers {
  /** Whether a server of the app is listening. */
  exist(): boolean;
  /** Calls `found` with every server of the app, now and later. Returns the undo. */
  discover(found: (server: Server) => void): () => void;
}

export function koaServers(app: Koa): KoaServers {
  const listeners = new WeakSet<object>();
  const isOfApp = (listener: CallableFunction) => listeners.has(listener) || isEarlier(app, listener);
  const serves = (server: Server) => server.listeners("request").some(isOfApp);
  return {
    exist() {
      let isFound = false;
      const stop = discoverServers(serves, () => {
        isFound = true;
      });
      stop();
      return isFound;
    },
    discover(found) {
      const { callback } = app;
      const restore = replaceMethod(app, "callback", () => {
        const listener = callback.call(app);
        listeners.add(listener);
        return listener;
      });
      const stop = discoverServers(serves, found, { app, method: "createContext" });
      return () => {
        stop();
        restore();
      };
    },
  };
}

/**
 * Whether an `app.callback()` before `graceful()` made the listener. Nothing public shows this, but the first thing
 * such a listener does is to call `createContext` of its app.
 */
function isEarlier(app: Koa, listener: CallableFunction): boolean {
  const sample = Object.getPrototypeOf(app).callback.call(Object.create(app, { on: { value() {} } }));
  if (listener.name !== "handleRequest" || String(listener) !== String(sample)) return false;
  const marker = new Error();
  const restore = replaceMethod(app, "createContext", () => {
    throw marker;
  });
  try {
    listener(undefined, {});
    return false;
  } catch (error) {
    return error === marker; // another app's listener fails when it reads the request
  } finally {
    restore();
  }
}
