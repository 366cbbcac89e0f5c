import { replaceMethod } from "../support/replace-method.js";
import type { Server } from "../target.js";

/**
 * Has servers that are drained closed once more without an error, until the returned function is called. The application's own
 * `await promisify(server.close).call(server)` would be rejected otherwise, since the engine has closed the listener already, and what
 * stands behind it would be left out: the end of a pool, of a tracer. A property on the server, since Node offers no other way.
 */
export function allowCloseAgain(servers: Iterable<Server>): () => void {
  const undo = [...servers].map((server) => {
    const { close } = server;
    return replaceMethod(server, "close", function (this: Server, callback) {
      if (server.listening) return close.call(this, callback);
      if (callback) queueMicrotask(callback);
      return server;
    });
  });
  return () => {
    for (const step of undo) step();
  };
}
