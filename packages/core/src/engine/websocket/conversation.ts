import type { Duplex } from "node:stream";
import { shadowListener } from "../listeners/shadow-listener.js";
import { type Frame, FrameReader, OPCODE } from "./frame-reader.js";

/** The length of a server's ping without a payload. Every message with content is longer. */
const EMPTY_FRAME = 2;

/**
 * Messages of one digit that clients of engine.io send: pong, every 25 s, and the end of an upgrade. Neither is
 * answered.
 */
const ENGINE_IO_CONTROL: ReadonlySet<number> = new Set([..."35"].map((digit) => digit.charCodeAt(0)));

/**
 * Which side of a WebSocket sent the last message. If it was the client, the application may owe an answer; there is no
 * other sign of that. Pings do not count.
 *
 * While the server serves, the headers of the client's frames are read. Of what the server writes, only the number of
 * bytes is used, so that `write` of the socket need not be replaced.
 */
export class Conversation {
  readonly #socket: Duplex & { bytesWritten?: number };
  readonly #stop: () => void;
  #clientSpoke = false;
  /** `bytesWritten` of the socket when the client sent its last message. */
  #writtenThen = 0;
  /** How many bytes the answers to pings take that came since. */
  #pongBytes = 0;
  #isWritingRead = false;

  constructor(socket: Duplex & { bytesWritten?: number }) {
    this.#socket = socket;
    const frames = new FrameReader({
      isMasked: true,
      onBegin: (frame) => this.#begin(frame),
      onEnd: (frame) => this.#end(frame),
    });
    // Only as long as the application has such a listener: with ours alone, the application would miss the data.
    this.#stop = shadowListener(socket, "data", (chunk: Uint8Array | string) => {
      if (typeof chunk !== "string") frames.read(chunk);
    });
  }

  /** Whether the client sent the last message, as far as that is known. */
  get awaitsAnswer(): boolean {
    if (!this.#clientSpoke || this.#isWritingRead) return this.#clientSpoke;
    const written = (this.#socket.bytesWritten ?? Number.POSITIVE_INFINITY) - this.#writtenThen;
    return written - this.#pongBytes <= EMPTY_FRAME;
  }

  /** From now on `answered` is called for each message that the application sends. */
  readWriting(): void {
    this.#clientSpoke = this.awaitsAnswer;
    this.#isWritingRead = true;
  }

  answered(): void {
    this.#clientSpoke = false;
  }

  stop(): void {
    this.#stop();
    this.#clientSpoke = false;
  }

  #begin({ opcode, isData, length }: Frame): void {
    if (opcode === OPCODE.ping) this.#pongBytes += EMPTY_FRAME + length;
    // A message of one byte may be a control message: `#end` decides.
    if (isData && length !== 1) this.#spoke();
  }

  #end({ isData, length, firstByte }: Frame): void {
    if (isData && length === 1 && !ENGINE_IO_CONTROL.has(firstByte)) this.#spoke();
  }

  #spoke(): void {
    this.#clientSpoke = true;
    this.#writtenThen = this.#socket.bytesWritten ?? 0;
    this.#pongBytes = 0;
  }
}
