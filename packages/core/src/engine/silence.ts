import type { Duplex } from "node:stream";

type Write = (...given: unknown[]) => boolean;

/**
 * From now on nothing that is written to the socket is sent; who wrote it is told that it was. Ending it still ends it. Returns
 * the undo.
 *
 * Behind a close frame there may be nothing, and what speaks WebSocket does not know of the engine's: it answers the client's
 * with a second one, which makes Chromium fail the connection with 1006. Node offers no way but the method on the socket:
 * after `end(frame)`, whatever the application writes is an error that destroys the socket under what is not flushed.
 */
export function silence(socket: Duplex): () => void {
  const own = Object.getOwnPropertyDescriptor(socket, "write");
  const write: Write = (...given) => {
    const written = given.findLast((value) => typeof value === "function") as (() => void) | undefined;
    if (written) queueMicrotask(written);
    return true;
  };
  socket.write = write;
  return () => {
    if (socket.write !== write) return;
    if (own) Object.defineProperty(socket, "write", own);
    else Reflect.deleteProperty(socket, "write");
  };
}
