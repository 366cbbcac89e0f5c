import type { Duplex } from "node:stream";
import { shadowListener } from "../listeners/shadow-listener.js";
import { type Frame, FrameReader, OPCODE } from "./frame-reader.js";

/** A ping of a server without a payload: no message that says anything is as short. */
const EMPTY_FRAME = 2;

/**
 * Messages of one digit with which clients of engine.io say that they are there, every 25 s, or here from now on: no
 * answer comes.
 */
const ENGINE_IO_CONTROL: ReadonlySet<number> = new Set([..."35"].map((digit) => digit.charCodeAt(0)));

/**
 * Who spoke last on a WebSocket. Where its client did, by a message and not by a ping, its application may owe an
 * answer: nothing else tells whether it does.
 *
 * While the server serves, the headers of the client's frames are read, and of what is written the amount alone is
 * noted: the method on the socket is left as it is.
 */
export class Conversation {
  readonly #socket: Duplex & { bytesWritten?: number };
  readonly #stop: () => void;
  #clientSpoke = false;
  /** Of the socket, when its client spoke last. */
  #writtenThen = 0;
  /** The answers to pings that came since. */
  #pongBytes = 0;
  #isWritingRead = false;

  constructor(socket: Duplex & { bytesWritten?: number }) {
    this.#socket = socket;
    const frames = new FrameReader({
      isMasked: true,
      onBegin: (frame) => this.#begin(frame),
      onEnd: (frame) => this.#end(frame),
    });
    // As long as the application reads in this way: a listener of ours alone would read what nobody else gets.
    this.#stop = shadowListener(socket, "data", (chunk: Uint8Array | string) => {
      if (typeof chunk !== "string") frames.read(chunk);
    });
  }

  /** The client spoke last, as far as that can be told. */
  get awaitsAnswer(): boolean {
    if (!this.#clientSpoke || this.#isWritingRead) return this.#clientSpoke;
    const written = (this.#socket.bytesWritten ?? Number.POSITIVE_INFINITY) - this.#writtenThen;
    return written - this.#pongBytes <= EMPTY_FRAME;
  }

  /** From now on what the application sends is told by `answered`. */
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
    // One of one letter may say nothing: see its end.
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
