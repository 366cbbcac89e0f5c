import type { Duplex } from "node:stream";
import { replaceMethod } from "../../support/replace-method.js";
import { FrameReader, OPCODE, type WrittenFrames } from "./frame-reader.js";

type Write = (chunk: unknown, ...rest: unknown[]) => boolean;

/**
 * Drops everything that is written after the first close frame; the writer's callback is called as if it was sent.
 * Ending the socket still ends it. Must be called between two frames. Calls `onMessage` when a message is sent to its
 * end. `stop` restores `write`.
 *
 * The application's WebSocket library does not know of the engine's close frame and answers the client's with a second
 * one, which makes Chromium fail the connection with 1006. Replacing `write` is the only way in Node: after
 * `end(frame)`, a write of the application would be an error that destroys the socket before it is flushed.
 */
export function dropWritesAfterClose(socket: Duplex, onMessage?: () => void): WrittenFrames {
  let isClosed = false;
  const frames = new FrameReader({
    isMasked: false,
    onEnd({ opcode, isData, isFinal }) {
      if (opcode === OPCODE.close) isClosed = true;
      else if (isData && isFinal) onMessage?.();
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
