import type { Server } from "@x/graceful-core";
import { discoverServers } from "@x/graceful-core/adapter";

/** Words in the source of the listeners that may be called, also when bundled and minified. No others are called. */
const KNOWN = [
  ["incoming", "outgoing", "hostname", "errorHandler"], // from `getRequestListener`
  ["intercepting request for path"], // engine.io's, which replaces that listener and passes requests on to it
  ["clientPathRegex"], // Socket.IO's does the same, and so does its later one
  ["extractFilename"],
];

/** What to call with the app that was reached, by the path of the question. */
const pendingQuestions = new Map<string, (app: object) => void>();

/**
 * Calls `found` with every server of a Hono app, now and later. Returns the undo. Nothing public leads from a listener
 * to its app, so each listener is called with a path that the router of every graceful app passes to `answerQuestion`.
 */
export function honoServers(app: object, found: (server: Server) => void): () => void {
  let hasServer = false;
  const stop = discoverServers(Boolean, (server) => {
    for (const listener of server.listeners("request")) {
      ask(listener, (reached) => {
        if (reached !== app) return;
        hasServer = true;
        found(server);
      });
    }
  });
  const runtime = ["Bun", "Deno"].find((name) => name in globalThis);
  // Nothing tells of such a server, and at the signal it is too late to say so.
  if (runtime && !hasServer) {
    process.emitWarning(
      `No server of ${runtime}.serve is drained: use graceful(serve(app)), with serve of @hono/node-server`,
      "GracefulWarning",
    );
  }
  return stop;
}

/** Whether a path that `app` is to route is one of our questions. If so, answers it. */
export function answerQuestion(app: object, path: string): boolean {
  const onReached = pendingQuestions.get(path.slice(path.lastIndexOf("/"))); // an app's `getPath` may prepend the host
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
  Promise.resolve(listener(incoming, outgoing)).then(forget, forget); // engine.io's returns no promise
}
