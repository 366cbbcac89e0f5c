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
type Method = (request: unknown, ...rest: unknown[]) => unknown;

/**
 * Words in the source of the listeners with which engine.io and Socket.IO replace existing ones: a debug message and
 * properties, which bundlers and minifiers keep. No other unknown listener is called.
 */
const KNOWN_WORDS = ["intercepting request for path", "clientPathRegex", "extractFilename"];

/** A path that no app serves. */
const UNKNOWN_PATH = "/.graceful-who-serves-this";

/** Whether a listener of the server passes requests on to the app. Calls the known listeners to find out. */
export function leadsTo(server: Server, entrance: Entrance): boolean {
  const sample = { url: UNKNOWN_PATH, method: "HEAD", headers: {} };
  return server.listeners("request").some((listener) => {
    const source = String(listener);
    if (!KNOWN_WORDS.some((words) => source.includes(words))) return false;
    const marker = new Error();
    const stop = watchEntrance(entrance, (request) => {
      if (request === sample) throw marker;
    });
    try {
      (listener as Listener)(sample, new Proxy({}, { get: () => () => {} }));
      return false;
    } catch (error) {
      return error === marker;
    } finally {
      stop();
    }
  });
}

/**
 * Calls `found` with the server of the first request that enters the app, unless the server belongs to another app. It
 * is for listeners that call the app: nothing else shows that they do. Returns the undo.
 */
export function onFirstRequest(entrance: Entrance, found: (server: Server) => void): () => void {
  const stop = watchEntrance(entrance, (request) => {
    // Undocumented, but present since the first versions of Node. Without it, such a server has to be given itself.
    const server = (request as { socket?: { server?: unknown } } | null)?.socket?.server;
    if (!isServer(server) || knownServers.claimed.has(server)) return;
    stop();
    found(server);
  });
  return stop;
}

/**
 * Calls `onRequest` with each request that enters the app. There is no event for that, so the method is wrapped. If
 * somebody has wrapped it again by the time of the undo, our wrapper stays, and only passes the call on.
 */
function watchEntrance({ app, method }: Entrance, onRequest: (request: unknown) => void): () => void {
  const owner = app as Record<string, Method>;
  const before = owner[method] as Method;
  let isOver = false;
  const restore = replaceMethod(owner, method, function (this: unknown, request, ...rest) {
    if (!isOver) onRequest(request);
    return before.call(this, request, ...rest);
  });
  return () => {
    isOver = true;
    restore();
  };
}
