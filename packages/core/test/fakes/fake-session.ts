import { EventEmitter } from "node:events";
import type { FakeSocket } from "./fake-socket.js";
import type { Journal } from "./journal.js";

/** What the client of a session does. `silent`: it never says a word; `deaf`: it stays when it is told to go. */
export type FakePeer = "polite" | "deaf" | "silent";

/**
 * A session as Node has them: told to close, it ends its socket behind its last stream, is destroyed itself, and from
 * then on waits for its client to close the socket.
 */
export class FakeSession extends EventEmitter {
  closed = false;
  destroyed = false;
  readonly state = { outboundQueueSize: 0 };
  #isTold = false;
  readonly #streams = new Set<FakeStream>();

  constructor(
    readonly socket: FakeSocket,
    private readonly journal: Journal,
    private readonly peer: FakePeer,
  ) {
    super();
  }

  /** The client's first word. */
  greet(): void {
    if (this.peer !== "silent") this.emit("remoteSettings");
  }

  open(): FakeStream {
    const stream = new FakeStream(this);
    this.#streams.add(stream);
    stream.once("close", () => {
      this.#streams.delete(stream);
      this.#endIfDone();
    });
    return stream;
  }

  goaway(code: number, lastStream: number): void {
    this.#isTold = true;
    this.journal.note(
      `${this.socket.name}: goaway${code === 0 && lastStream === 2 ** 31 - 1 ? "" : " wrong"}`,
    );
  }

  /** Requests that arrive before its GOAWAY would crash Node. */
  close(): void {
    this.closed = true;
    if (!this.#isTold) this.journal.note(`${this.socket.name}: closed without goaway`);
    this.#endIfDone();
  }

  /** Of one that is closed already Node does nothing any more. */
  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.socket.destroy();
  }

  #endIfDone(): void {
    if (!this.closed || this.destroyed || this.#streams.size > 0) return;
    this.destroyed = true;
    this.socket.end();
    process.nextTick(() => {
      this.socket.flush();
      if (this.peer === "polite") this.socket.hangUp();
    });
  }
}

export class FakeStream extends EventEmitter {
  rstCode = 0;
  aborted = false;
  headersSent = false;
  endAfterHeaders = true;
  writableEnded = false;
  destroyed = false;
  sentHeaders: Record<string, string> | undefined;
  readonly state = { remoteClose: 0 };

  constructor(readonly session: FakeSession) {
    super();
  }

  get writable(): boolean {
    return !this.destroyed && !this.writableEnded;
  }

  respond(headers: Record<string, string> = {}): void {
    this.headersSent = true;
    this.sentHeaders = headers;
  }

  end(): void {
    this.headersSent = true;
    this.writableEnded = true;
    this.destroyed = true;
    this.emit("close");
  }

  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    process.nextTick(() => this.emit("close"));
  }
}
