const CLOSE = 0x8;
const LAST_OPCODE = 0xa;
const LONGEST_CLOSE = 125;

/**
 * Follows what a server sends over a WebSocket, frame by frame (RFC 6455, 5.2), until a close frame: behind it nothing may come.
 * Where what is sent cannot be frames of a server it gives up, and never says that anything was closed.
 */
export class CloseFrameReader {
  #header: number[] = [];
  #payloadLeft = 0;
  #state: "open" | "closing" | "closed" | "lost" = "open";

  /** A close frame is complete. */
  get isClosed(): boolean {
    return this.#state === "closed";
  }

  read(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length || this.#isAtEndOfClose; ) {
      if (this.#state === "closed" || this.#state === "lost") return;
      if (this.#isAtEndOfClose) {
        this.#state = "closed";
      } else if (this.#payloadLeft > 0) {
        const length = Math.min(this.#payloadLeft, chunk.length - at);
        this.#payloadLeft -= length;
        at += length;
      } else {
        this.#header.push(chunk[at++] as number);
        this.#readHeader();
      }
    }
  }

  get #isAtEndOfClose(): boolean {
    return this.#state === "closing" && this.#payloadLeft === 0;
  }

  #readHeader(): void {
    const [first = 0, second] = this.#header;
    if (second === undefined) return;
    const opcode = first & 0xf;
    const isClose = opcode === CLOSE;
    // A server masks nothing, and a close frame is short and whole.
    if (opcode > LAST_OPCODE || second > 127 || (isClose && (first !== 0x88 || second > LONGEST_CLOSE))) {
      this.#state = "lost";
      return;
    }
    const extended = second === 127 ? 8 : second === 126 ? 2 : 0;
    if (this.#header.length < 2 + extended) return;
    this.#payloadLeft = this.#header.slice(2).reduce((length, byte) => length * 256 + byte, 0);
    if (extended === 0) this.#payloadLeft = second;
    this.#header = [];
    if (isClose) this.#state = "closing";
  }
}
