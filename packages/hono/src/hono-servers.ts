import type { Server } from "@x/graceful-core";
import { discoverServers } from "@x/graceful-core/adapter";

/** The callbacks of the questions that are under way, by the path that a listener is asked for. */
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
  // These words are in every listener that `getRequestListener` makes, bundled and minified too. No other listener is
  // called.
  if (!["incoming", "outgoing", "hostname", "errorHandler"].every((word) => source.includes(word))) return;
  const url = `/${crypto.randomUUID()}`;
  const incoming = { url, method: "HEAD", headers: { host: "localhost" }, rawHeaders: [], socket: {} };
  const outgoing = new Proxy({}, { get: () => () => {} });
  const forget = () => pendingQuestions.delete(url);
  pendingQuestions.set(url, onReached);
  listener(incoming, outgoing).then(forget, forget);
}
