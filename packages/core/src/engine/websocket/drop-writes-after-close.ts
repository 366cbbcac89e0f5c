import type { Duplex } from "node:stream";
import { replaceMethod } from "../../support/replace-method.js";
import { CloseFrameReader } from "./close-frame-reader.js";

type Write = (chunk: unknown, ...rest: unknown[]) => boolean;

/**
 * Sends nothing that is written behind the first close frame; who wrote it is told that it was sent. Ending the socket still
 * ends it. Begins between two frames. Returns the undo.
 *
 * What speaks WebSocket does not know of the engine's frame and answers the client's with a second one, and the engine knows
 * of no other: a second close frame makes Chromium fail the connection with 1006. Node offers no way but the method on the
 * socket: after `end(frame)`, whatever the application writes is an error that destroys the socket under what is not flushed.
 */
export function dropWritesAfterClose(socket: Duplex): () => void {
  const reader = new CloseFrameReader();
  const before = socket.write as Write;
  const write: Write = (chunk, ...rest) => {
    if (!reader.isClosed) {
      reader.read(typeof chunk === "string" ? Buffer.from(chunk, encodingOf(rest)) : (chunk as Uint8Array));
      return before.call(socket, chunk, ...rest);
    }
    const written = rest.findLast((value) => typeof value === "function") as (() => void) | undefined;
    if (written) queueMicrotask(written);
    return true;
  };
  return replaceMethod(socket, "write", write as Duplex["write"]);
}

function encodingOf([encoding]: unknown[]): BufferEncoding {
  return typeof encoding === "string" ? (encoding as BufferEncoding) : "utf8";
}
