import { replaceMethod } from "../support/replace-method.js";
import type { Server } from "../target.js";
import { isServer } from "./is-server.js";
import { knownServers } from "./known-servers.js";

/** The method of an app that is called for every request, with the request as its first argument. */
export interface Entrance {
  readonly app: object;
  readonly method: string;
}

type Listener = (request: unknown, response: unknown) => void;
type Entered = (request: unknown, ...rest: unknown[]) => unknown;

/**
 * Words in the source of the listeners with which engine.io and Socket.IO replace existing ones: a debug message and
 * properties, which bundlers and minifiers keep. No other unknown listener is called.
 */
const GO_BETWEENS = ["intercepting request for path", "clientPathRegex", "extractFilename"];

/** A path that no app serves. */
const NOWHERE = "/.graceful-who-serves-this";

/** Whether a listener of the server passes requests on to the app. Calls the known listeners to find out. */
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
 * Calls `found` with the server of the first request that enters the app, unless the server belongs to another app. It
 * is for listeners that call the app: nothing else shows that they do. Returns the undo.
 */
export function onFirstRequest(entrance: Entrance, found: (server: Server) => void): () => void {
  const leave = enter(entrance, (request) => {
    // Undocumented, but present since the first versions of Node. Without it, such a server has to be given itself.
    const server = (request as { socket?: { server?: unknown } } | null)?.socket?.server;
    if (!isServer(server) || knownServers.claimed.has(server)) return;
    leave();
    found(server);
  });
  return leave;
}

/**
 * There is no event for it. If somebody has replaced the method meanwhile, theirs calls ours, which then only passes
 * the call on.
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
