import { replaceMethod } from "../../support/replace-method.js";
import type { Server } from "../../target.js";

/**
 * Stops the interval with which a closed HTTP server looks for requests that take too long. The interval would keep the
 * server and the application in memory for as long as the process lives. Only the server's own `close` stops it, which
 * `closeListener` does not call. That call emits `close` a second time, a tick later: the event is suppressed.
 */
export function stopTimeoutCheck(server: Server): void {
  if (server.listening || !("closeIdleConnections" in server)) return;
  const { close } = Object.getPrototypeOf(server) as Server;
  const emit = server.emit as (...args: unknown[]) => boolean;
  const undo = replaceMethod(server, "emit", ((...args: unknown[]) => {
    if (args[0] !== "close") return emit.apply(server, args);
    undo();
    return false;
  }) as Server["emit"]);
  close.call(server);
  // Deno does not emit a second `close`, so the next one is for the application.
  setImmediate(undo);
}
