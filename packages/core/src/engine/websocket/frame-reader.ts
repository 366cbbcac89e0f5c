const LONGEST_CONTROL = 125;

export const OPCODE = {
  continuation: 0x0,
  text: 0x1,
  binary: 0x2,
  close: 0x8,
  ping: 0x9,
  pong: 0xa,
} as const;
const KNOWN: ReadonlySet<number> = new Set(Object.values(OPCODE));

/**
 * What is needed here of a WebSocket frame (RFC 6455, 5.2). The same object is reused for the next frame.
 */
export interface Frame {
  readonly opcode: number;
  /** Whether the frame is part of a message: text, binary, or the continuation of either. */
  readonly isData: boolean;
  /** Whether it is the last frame of its message. */
  readonly isFinal: boolean;
  /** The length of the payload in bytes. */
  readonly length: number;
  /** The first byte of the payload, unmasked. Known at the end of the frame. */
  readonly firstByte: number;
}

export interface FrameReaderOptions {
  /** Frames of a client are masked, those of a server are not. */
  readonly isMasked: boolean;
  /** Called when the header of a frame is complete. */
  onBegin?(frame: Frame): void;
  /** Called when the whole frame is complete. */
  onEnd?(frame: Frame): void;
}

/** The frames that are written to a socket, read on their way until `stop` is called. */
export interface WrittenFrames {
  /** Whether a frame of ours may be written now: everything written so far consists of whole frames. */
  readonly isBetweenFrames: boolean;
  stop(): void;
}

/**
 * Reads one direction of a WebSocket frame by frame. It has to start between two frames. Of each payload it reads only
 * the first byte. If the bytes cannot be frames, it stops and calls nothing any more.
 */
export class FrameReader {
  readonly #options: FrameReaderOptions;
  readonly #frame = { opcode: 0, isData: false, isFinal: true, length: 0, firstByte: 0 };
  /** How many bytes of a header were read. */
  #headerRead = 0;
  #extendedLeft = 0;
  #maskLeft = 0;
  #firstOfMask = 0;
  #payloadLeft = 0;
  #isInPayload = false;
  #isLost = false;

  constructor(options: FrameReaderOptions) {
    this.#options = options;
  }

  /** Whether no frame is incomplete. Always false after bytes that cannot be frames. */
  get isBetweenFrames(): boolean {
    return !this.#isLost && this.#headerRead === 0 && !this.#isInPayload;
  }

  read(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length && !this.#isLost; ) {
      const byte = chunk[at] as number;
      if (!this.#isInPayload) {
        at++;
        this.#readHeader(byte);
        continue;
      }
      const frame = this.#frame;
      if (this.#payloadLeft === frame.length) frame.firstByte = byte ^ this.#firstOfMask;
      const taken = Math.min(this.#payloadLeft, chunk.length - at);
      this.#payloadLeft -= taken;
      at += taken;
      if (this.#payloadLeft === 0) this.#end();
    }
  }

  #readHeader(byte: number): void {
    const frame = this.#frame;
    const at = this.#headerRead++;
    if (at === 0) {
      frame.opcode = byte & 0xf;
      frame.isData = frame.opcode < OPCODE.close;
      frame.isFinal = (byte & 0x80) !== 0;
    } else if (at === 1) {
      this.#readLength(byte);
    } else if (this.#extendedLeft > 0) {
      frame.length = frame.length * 256 + byte;
      this.#extendedLeft--;
    } else {
      if (this.#maskLeft === 4) this.#firstOfMask = byte;
      this.#maskLeft--;
    }
    if (at === 0 || this.#isLost || this.#extendedLeft > 0 || this.#maskLeft > 0) return;
    this.#headerRead = 0;
    this.#payloadLeft = frame.length;
    this.#isInPayload = true;
    this.#options.onBegin?.(frame);
    if (frame.length === 0) this.#end();
  }

  #readLength(byte: number): void {
    const frame = this.#frame;
    const isMasked = (byte & 0x80) !== 0;
    const length = byte & 0x7f;
    // A control frame is short and not fragmented.
    const isSound = KNOWN.has(frame.opcode) && (frame.isData || (frame.isFinal && length <= LONGEST_CONTROL));
    this.#isLost = !isSound || isMasked !== this.#options.isMasked;
    this.#extendedLeft = length === 127 ? 8 : length === 126 ? 2 : 0;
    frame.length = this.#extendedLeft > 0 ? 0 : length;
    this.#maskLeft = isMasked ? 4 : 0;
  }

  #end(): void {
    this.#isInPayload = false;
    this.#options.onEnd?.(this.#frame);
  }
}
