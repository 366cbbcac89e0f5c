import type { Duplex } from "node:stream";
import { replaceMethod } from "../../support/replace-method.js";
import { FrameReader, OPCODE } from "./frame-reader.js";

type Write = (chunk: unknown, ...rest: unknown[]) => boolean;

/** What is known of the frames that a server sends. */
export interface SentFrames {
  /** A close frame may stand here: what was written so far are whole frames. */
  readonly isBetweenFrames: boolean;
  /** Writes are as before from now on. */
  stop(): void;
}

/**
 * Sends nothing that is written behind the first close frame; who wrote it is told that it was sent. Ending the
 * socket still ends it. Begins between two frames. Tells `onMessage` of every message that is sent to its end.
 *
 * What speaks WebSocket does not know of the engine's frame and answers the client's with a second one, and the
 * engine knows of no other: a second close frame makes Chromium fail the connection with 1006. Node offers no way but
 * the method on the socket: after `end(frame)`, whatever the application writes is an error that destroys the socket
 * under what is not flushed.
 */
export function dropWritesAfterClose(socket: Duplex, onMessage: () => void = () => {}): SentFrames {
  let isClosed = false;
  const frames = new FrameReader({
    isMasked: false,
    onEnd({ opcode, isData, isFinal }) {
      if (opcode === OPCODE.close) isClosed = true;
      else if (isData && isFinal) onMessage();
    },
  });
  const before = socket.write as Write;
  const write: Write = (chunk, ...rest) => {
    if (!isClosed) {
      frames.read(typeof chunk === "string" ? Buffer.from(chunk, encodingOf(rest)) : (chunk as Uint8Array));
      return before.call(socket, chunk, ...rest);
    }
    const written = rest.findLast((value) => typeof value === "function") as (() => void) | undefined;
    if (written) queueMicrotask(written);
    return true;
  };
  const stop = replaceMethod(socket, "write", write as Duplex["write"]);
  return {
    get isBetweenFrames() {
      return frames.isBetweenFrames;
    },
    stop,
  };
}

function encodingOf([encoding]: unknown[]): BufferEncoding {
  return typeof encoding === "string" ? (encoding as BufferEncoding) : "utf8";
}
