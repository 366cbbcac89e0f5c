import { replaceMethod } from "../support/replace-method.js";
import type { Server } from "../target.js";
import { isServer } from "./is-server.js";
import { knownServers } from "./known-servers.js";

/** Where every request enters an app: a method of it whose first argument is the request. */
export interface Entrance {
  readonly app: object;
  readonly method: string;
}

type Listener = (request: unknown, response: unknown) => void;
type Entered = (request: unknown, ...rest: unknown[]) => unknown;

/**
 * In the listeners by which engine.io and Socket.IO take the place of those that they find: a line of a debug log,
 * properties. Bundled and minified too. No other listener that we do not know is called.
 */
const GO_BETWEENS = ["intercepting request for path", "clientPathRegex", "extractFilename"];

/** A path that nobody serves. */
const NOWHERE = "/.graceful-who-serves-this";

/** Whether one of the listeners of a server passes requests on to the app: asks those that may be asked. */
export function leadsTo(server: Server, entrance: Entrance): boolean {
  const asked = { url: NOWHERE, method: "HEAD", headers: {} };
  return server.listeners("request").some((listener) => {
    const source = String(listener);
    if (!GO_BETWEENS.some((words) => source.includes(words))) return false;
    const answer = new Error();
    const leave = enter(entrance, (request) => {
      if (request === asked) throw answer;
    });
    try {
      (listener as Listener)(asked, new Proxy({}, { get: () => () => {} }));
      return false;
    } catch (error) {
      return error === answer;
    } finally {
      leave();
    }
  });
}

/**
 * Calls `found` with the server of the first request that enters the app, unless another app has it: for a listener
 * that only calls the app, which nothing else tells. Returns the undo.
 */
export function onFirstRequest(entrance: Entrance, found: (server: Server) => void): () => void {
  const leave = enter(entrance, (request) => {
    // Not documented, but there since the first versions of Node. Without it such a server has to be given itself.
    const server = (request as { socket?: { server?: unknown } } | null)?.socket?.server;
    if (!isServer(server) || knownServers.claimed.has(server)) return;
    leave();
    found(server);
  });
  return leave;
}

/**
 * There is no event for it. Whoever has replaced the method meanwhile calls ours, which says nothing once it is over.
 */
function enter({ app, method }: Entrance, entered: (request: unknown) => void): () => void {
  const owner = app as Record<string, Entered>;
  const before = owner[method] as Entered;
  let isOver = false;
  const restore = replaceMethod(owner, method, function (this: unknown, request, ...rest) {
    if (!isOver) entered(request);
    return before.call(this, request, ...rest);
  });
  return () => {
    isOver = true;
    restore();
  };
}
