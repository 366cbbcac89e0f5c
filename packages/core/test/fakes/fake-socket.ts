import { EventEmitter } from "node:events";
import type { Journal } from "./journal.js";

let lastPort = 40_000;

/** A socket that does nothing by itself, as far as the engine looks at one. Closing it takes a tick, as in Node. */
export class FakeSocket extends EventEmitter {
  readonly remoteAddress: string | undefined = "203.0.113.7";
  readonly remotePort: number | undefined = ++lastPort;
  bytesRead = 0;
  bytesWritten = 0;
  destroyed = false;
  writableEnded = false;
  writableFinished = false;
  /** Of a socket that never says that it is closed, whatever is done to it. */
  isStuck = false;
  /** What Node's parser is in the middle of: a head, or the body of the request that came last. */
  #isPartial = false;
  /** The responses that are not over, in order: Node looks at the first one alone. */
  readonly #responses: { writableEnded: boolean }[] = [];
  #wasAsked = false;

  constructor(
    readonly name: string,
    protected readonly journal: Journal,
  ) {
    super();
  }

  get writable(): boolean {
    return !this.destroyed && !this.writableEnded;
  }

  /** Bytes came in which are no complete request yet. */
  receive(bytes = 1): void {
    this.bytesRead += bytes;
    this.#isPartial = true;
  }

  /** The bytes that came in were the rest of a head, or of a body. */
  complete(): void {
    this.#isPartial = false;
  }

  /** A head is complete: Node has a response for it. */
  beginResponse(response: { writableEnded: boolean }): void {
    this.#wasAsked = true;
    this.#responses.push(response);
  }

  endResponse(response: object): void {
    const at = this.#responses.indexOf(response as { writableEnded: boolean });
    if (at >= 0) this.#responses.splice(at, 1);
  }

  /**
   * What `closeIdleConnections` closes, before Node 26: a response that is ended but not flushed, or queued behind
   * such a one, does not keep it from that.
   */
  get isIdleForNode(): boolean {
    const [first] = this.#responses;
    return !this.destroyed && this.#wasAsked && !this.#isPartial && first?.writableEnded !== false;
  }

  /** The other side is gone. */
  hangUp(): void {
    this.destroyed = true;
    this.#responses.length = 0;
    this.emit("close");
  }

  write(chunk: Buffer | string, ..._rest: unknown[]): boolean {
    this.bytesWritten += chunk.length;
    this.journal.note(`${this.name}: sent ${typeof chunk === "string" ? chunk : chunk.toString("hex")}`);
    return true;
  }

  /** Everything that was written has left, the FIN too. */
  flush(): void {
    this.writableFinished = true;
    this.emit("finish");
  }

  end(): void {
    if (this.writableEnded) return;
    this.writableEnded = true;
    this.journal.note(`${this.name}: ended`);
  }

  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.journal.note(`${this.name}: destroyed`);
    if (!this.isStuck) process.nextTick(() => this.emit("close"));
  }

  resetAndDestroy(): void {
    this.journal.note(`${this.name}: reset`);
    this.destroy();
  }

  /** `end`, and behind its FIN `destroy`, by the listener that Node puts there and the engine may take away. */
  destroySoon(): void {
    this.end();
    this.once("finish", this.destroy);
    process.nextTick(() => this.flush());
  }
}

/** What is above a `FakeSocket` when the TLS handshake is done: a socket of its own at the same endpoint. */
export class FakeTlsSocket extends FakeSocket {
  readonly encrypted = true;
  override readonly remotePort: number | undefined;

  constructor(
    readonly below: FakeSocket,
    journal: Journal,
  ) {
    super(below.name, journal);
    this.remotePort = below.remotePort;
    this.once("close", () => below.hangUp());
  }
}
