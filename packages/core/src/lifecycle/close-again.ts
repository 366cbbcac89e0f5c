import { replaceMethod } from "../support/replace-method.js";
import type { Server } from "../target.js";

/**
 * Makes `close()` of drained servers succeed once more, until the returned function is called. Otherwise the
 * application's own `await promisify(server.close).call(server)` would reject, since the engine has closed the listener
 * already, and the code after it would not run: the end of a pool, of a tracer. The event `close` comes once more, as
 * it does in Node: `server.close(); await once(server, "close")` is as common. It is a property on the server, since
 * Node has no other way.
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
