import { replaceMethod } from "../support/replace-method.js";
import type { Server } from "../target.js";

/**
 * Makes `close()` of drained servers succeed once more, until the returned function is called. The engine has already
 * closed the listener, so the application's own `await promisify(server.close).call(server)` would reject, and the code
 * after it, which may close a pool or a tracer, would not run. The event `close` is emitted once more, as in Node:
 * `server.close(); await once(server, "close")` is as common. It replaces the method on the server: Node has no other
 * way.
 */
export function allowCloseAgain(servers: Iterable<Server>): () => void {
  const undo = [...servers].map((server) => {
    const { close } = server;
    return replaceMethod(server, "close", function (this: Server, callback) {
      if (server.listening) return close.call(this, callback);
      if (callback) server.once("close", () => callback());
      queueMicrotask(() => server.emit("close"));
      return server;
    });
  });
  return () => {
    for (const step of undo) step();
  };
}
