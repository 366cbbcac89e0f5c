import { EventEmitter } from "node:events";
import type { FakeSocket } from "./fake-socket.js";
import type { Journal } from "./journal.js";

/** A session of a peer that answers a GOAWAY as soon as its last stream has ended, or never does. */
export class FakeSession extends EventEmitter {
  closed = false;
  destroyed = false;
  readonly #streams = new Set<FakeStream>();

  constructor(
    readonly socket: FakeSocket,
    private readonly journal: Journal,
    private readonly isSilent: boolean,
  ) {
    super();
  }

  open(): FakeStream {
    const stream = new FakeStream(this);
    this.#streams.add(stream);
    stream.once("close", () => {
      this.#streams.delete(stream);
      this.#closeIfDone();
    });
    return stream;
  }

  close(): void {
    this.closed = true;
    this.journal.note(`${this.socket.name}: goaway`);
    this.#closeIfDone();
  }

  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.socket.destroy();
  }

  #closeIfDone(): void {
    if (this.closed && this.#streams.size === 0 && !this.isSilent) this.destroy();
  }
}

export class FakeStream extends EventEmitter {
  rstCode = 0;
  headersSent = false;
  readableEnded = true;
  writableEnded = false;
  writableFinished = false;

  constructor(readonly session: FakeSession) {
    super();
  }

  end(): void {
    this.headersSent = true;
    this.writableEnded = true;
    this.writableFinished = true;
    this.emit("close");
  }
}
