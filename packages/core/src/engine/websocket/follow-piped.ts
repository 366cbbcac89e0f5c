import { Stream } from "node:stream";
import { FrameReader, type WrittenFrames } from "./frame-reader.js";

/** The end of the answer to the handshake, which is sent first. */
const END_OF_HEADERS = "\r\n\r\n";

/**
 * Reads the frames that a WebSocket library pipes into the socket from a stream of the oldest kind, as websocket-driver
 * does. Such a stream buffers nothing, so one more listener changes nothing. Call it before the handshake is answered.
 * Returns `undefined` for any other stream, such as a proxy's: a second reader would take data from it.
 */
export function followPiped(source: unknown): WrittenFrames | undefined {
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
