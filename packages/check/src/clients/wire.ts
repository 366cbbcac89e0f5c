import type { Socket } from "node:net";
import { type RawResponse, ResponseReader } from "../../../../test-kit/response-reader.mjs";
import type { TimeLineEvent } from "../report.js";

/** A complete response, and when its last byte was read. */
export type Answer = Omit<RawResponse, "text"> & { readonly at: number };

/** How a connection ended, as the client saw it. */
export interface WireEnd {
  /** `malformed`: what came was no HTTP/1.1. */
  readonly how: "fin" | "reset" | "left" | "malformed";
  readonly at: number;
}

/** An event with its time by `performance.now()`. */
export type WireEvent = Omit<TimeLineEvent, "ms"> & { at: number };

const SHOWN = 48;
/** How long behind a FIN the client's side stays open: time to find out whether the server had read the request. */
const HALF_OPEN_MS = 100;
/** A response of a hundred thousand pieces is told by its first and its last ones. */
const MOST_EVENTS = 400;

/**
 * One connection of a client, on a bare socket: every byte it wrote and read, and the end, each with its moment. An
 * HTTP library would hide the order, or send a request again unasked.
 */
export class Wire {
  readonly events: WireEvent[] = [];
  readonly answers: Answer[] = [];
  end: WireEnd | undefined;
  /** Bytes written so far. */
  sent = 0;
  /** When the last bytes were written. */
  sentAt = Number.NEGATIVE_INFINITY;
  /** Bytes read so far. */
  received = 0;
  readonly #socket: Socket;
  readonly #reader: ResponseReader;
  readonly #waiting = new Set<() => void>();
  readonly #gone: Promise<void>;
  #returned = 0;

  constructor(
    socket: Socket,
    readonly label: string,
    { keepBody = true, paused = false } = {},
  ) {
    this.#socket = socket;
    this.#reader = new ResponseReader({ keepBody });
    this.#log({ kind: "connected" });
    if (paused) socket.pause();
    else socket.on("data", this.#read);
    socket.on("end", () => this.#finished());
    socket.on("error", (error: NodeJS.ErrnoException) => this.#ended("reset", error.code));
    this.#gone = new Promise((resolve) => {
      socket.on("close", () => {
        this.#ended("fin");
        resolve();
      });
    });
  }

  /** What came of a response that is not complete. */
  get partial(): { status?: number; bodyBytes: number } | undefined {
    return this.#reader.partial;
  }

  /** Reads nothing more until `resume()`: the rest piles up on the server's side. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    if (this.#socket.listenerCount("data") === 0) this.#socket.on("data", this.#read);
    this.#socket.resume();
  }

  /** Resolves to whether the kernel took the bytes before the client saw an end. */
  send(bytes: Buffer | string): Promise<boolean> {
    if (this.end) return Promise.resolve(false);
    const length = Buffer.byteLength(bytes);
    return new Promise((resolve) => {
      const at = performance.now();
      this.#socket.write(bytes, (error) => {
        if (error) return resolve(false);
        this.sent += length;
        this.sentAt = at;
        this.#log({ kind: "sent", bytes: length, text: shown(bytes) }, at);
        resolve(true);
      });
      void this.#gone.then(() => resolve(false));
    });
  }

  /** The next response, or `undefined` when the connection ended before it was complete. */
  async answer(): Promise<Answer | undefined> {
    while (this.answers.length <= this.#returned && !this.end) await this.changed();
    const answer = this.answers[this.#returned];
    if (answer) this.#returned += 1;
    return answer;
  }

  /** Resolves when the connection has ended. */
  async ended(): Promise<WireEnd> {
    while (!this.end) await this.changed();
    return this.end;
  }

  /** Resolves at the next answer, byte, or end. */
  changed(): Promise<void> {
    return new Promise((resolve) => this.#waiting.add(resolve));
  }

  /**
   * After a FIN that came instead of an answer: whether the server never read the request. Its kernel then resets the
   * connection at once when the bytes arrive; where the server had read them, it takes one more byte without a word.
   */
  async wasUnread(): Promise<boolean> {
    if (this.end?.how === "reset") return true;
    return new Promise((resolve) => {
      if (this.#socket.destroyed) return resolve(true);
      this.#socket.once("error", () => resolve(true));
      this.#socket.write("\r", (error) => resolve(error !== undefined && error !== null));
    });
  }

  /** The client closes, as one does that was told to. */
  leave(): void {
    this.#ended("left");
    this.#socket.end();
    this.#socket.destroySoon();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** Notes for the time line that a request on this connection was lost. */
  markLost(): void {
    this.#log({ kind: "lost" });
  }

  readonly #read = (bytes: Buffer): void => {
    const at = performance.now();
    this.received += bytes.length;
    this.#log({ kind: "received", bytes: bytes.length, text: shown(bytes) }, at);
    this.#parse(() => this.#reader.push(bytes), at);
    this.#wake();
  };

  #finished(): void {
    this.#parse(() => this.#reader.end(), performance.now());
    this.#ended("fin");
    setTimeout(() => this.#socket.end(), HALF_OPEN_MS);
  }

  #parse(read: () => RawResponse[], at: number): void {
    try {
      for (const response of read()) this.#onResponse({ ...response, at });
    } catch (error) {
      this.#ended("malformed", (error as Error).message);
      this.#socket.destroy();
    }
  }

  #onResponse(answer: Answer): void {
    this.answers.push(answer);
    this.#log({ kind: "answered", text: String(answer.status) }, answer.at);
  }

  /** The first sight counts: a reset behind a FIN, or behind a client that left, changes nothing for it. */
  #ended(how: WireEnd["how"], code?: string): void {
    if (this.end) return;
    this.end = { how, at: performance.now() };
    this.#log({ kind: how, ...(code !== undefined && { text: code }) }, this.end.at);
    this.#wake();
  }

  #log(event: Omit<WireEvent, "at">, at = performance.now()): void {
    if (this.events.length > MOST_EVENTS) this.events.splice(MOST_EVENTS / 2, 1);
    this.events.push({ ...event, at });
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }
}

function shown(bytes: Buffer | string): string {
  const text =
    typeof bytes === "string" ? bytes.slice(0, SHOWN + 1) : bytes.subarray(0, SHOWN + 1).toString("latin1");
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
