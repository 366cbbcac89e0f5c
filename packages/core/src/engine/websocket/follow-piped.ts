import { Stream } from "node:stream";
import { FrameReader } from "./frame-reader.js";

/** Where the answer to the handshake ends, in the bytes that are sent first. */
const END_OF_HEADERS = "\r\n\r\n";

/** What is known of the frames that somebody pipes into a socket. */
export interface PipedFrames {
  /** A frame of somebody else may stand here. */
  readonly isBetweenFrames: boolean;
  stop(): void;
}

/**
 * Follows what a library that speaks WebSocket pipes into the socket by a stream of the oldest kind, as
 * websocket-driver does: that one holds nothing back, so listening changes nothing. Called before the handshake is
 * answered. Returns `undefined` where any other stream is piped, as by a proxy: whoever else reads that one would take
 * from it.
 */
export function followPiped(source: unknown): PipedFrames | undefined {
  if (!(source instanceof Stream) || "_readableState" in source) return undefined;
  const frames = new FrameReader({ isMasked: false });
  let isAnswered = false;
  const onData = (chunk: Uint8Array | string) => {
    const bytes = Buffer.from(chunk as Uint8Array);
    if (isAnswered) {
      frames.read(bytes);
      return;
    }
    const end = bytes.indexOf(END_OF_HEADERS);
    if (end < 0) return;
    isAnswered = true;
    frames.read(bytes.subarray(end + END_OF_HEADERS.length));
  };
  source.on("data", onData);
  return {
    get isBetweenFrames() {
      return isAnswered && frames.isBetweenFrames;
    },
    stop: () => void source.off("data", onData),
  };
}
