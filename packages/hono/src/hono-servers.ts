import type { Server } from "@x/graceful-core";
import { discoverServers } from "@x/graceful-core/adapter";

/** Words of listeners that may be called, bundled and minified too; nobody else's is. */
const KNOWN = [
  ["incoming", "outgoing", "hostname", "errorHandler"], // every one that `getRequestListener` makes
  ["intercepting request for path"], // engine.io's, which has taken the place of that one and passes on
  ["clientPathRegex"], // Socket.IO's, the same, and a later one
  ["extractFilename"],
];

/** Whom to tell which app was reached, by the path that a listener is being asked for. */
const pendingQuestions = new Map<string, (app: object) => void>();

/**
 * Calls `found` with every server of a Hono app, now and later. Returns the undo. Nothing public leads from a listener
 * to its app, so each is asked: for a path that the routing of every graceful app hands to `answerQuestion`.
 */
export function discoverHonoServers(app: object, found: (server: Server) => void): () => void {
  return discoverServers(Boolean, (server) => {
    for (const listener of server.listeners("request")) {
      ask(listener, (reached) => {
        if (reached === app) found(server);
      });
    }
  });
}

/** Whether a path that `app` has to route is a question of ours; if so, its answer is given. */
export function answerQuestion(app: object, path: string): boolean {
  const onReached = pendingQuestions.get(path.slice(path.lastIndexOf("/"))); // `getPath` may put a host before it
  onReached?.(app);
  return onReached !== undefined;
}

function ask(listener: CallableFunction, onReached: (app: object) => void): void {
  const source = String(listener);
  if (!KNOWN.some((words) => words.every((word) => source.includes(word)))) return;
  const url = `/${crypto.randomUUID()}`;
  const incoming = { url, method: "HEAD", headers: { host: "localhost" }, rawHeaders: [], socket: {} };
  const outgoing = new Proxy({}, { get: () => () => {} });
  const forget = () => pendingQuestions.delete(url);
  pendingQuestions.set(url, onReached);
  Promise.resolve(listener(incoming, outgoing)).then(forget, forget); // engine.io's returns nothing
}
