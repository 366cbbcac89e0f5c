import { CONNECT_MS, Connection, type ConnectionEnd, connect } from "../../../../test-kit/connection.mjs";
import type { RawSocket } from "../../../../test-kit/raw-socket.mjs";
import type { RawResponse } from "../../../../test-kit/response-reader.mjs";
import type { TimeLineEvent } from "../report.js";
import type { Address } from "./address.js";

/** A complete response, and when its last byte was read. */
export type Answer = RawResponse;

/** An event with its time by `performance.now()`. */
export type WireEvent = Omit<TimeLineEvent, "ms"> & { at: number };

export interface WireOptions {
  readonly paused?: boolean;
  /** By default as the address says. `later`: TCP only, until `handshake()`. */
  readonly tls?: boolean | "later";
}

const SHOWN = 48;
/** How long behind a FIN the client's side stays open: time to find out whether the server had read the request. */
const HALF_OPEN_MS = 100;
/** A response of a hundred thousand pieces is told by its first and its last ones. */
const MOST_EVENTS = 400;

/** A connection that keeps every byte it wrote and read, and the end, each with its moment. */
export class Wire extends Connection {
  readonly events: WireEvent[] = [];
  /** Bytes written so far. */
  sent = 0;
  /** When the last bytes were written. */
  sentAt = Number.NEGATIVE_INFINITY;
  /** Bytes read so far. */
  received = 0;
  isLost = false;
  #noted = 0;

  constructor(
    socket: RawSocket,
    readonly label: string,
  ) {
    super(socket);
    this.#log({ kind: "connected" });
  }

  /** Complete responses so far. */
  get answers(): readonly Answer[] {
    return this.socket.responses;
  }

  /** Reads nothing more until `resume()`: the rest piles up on the server's side. */
  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  /** Resolves to whether the kernel took the bytes before the client saw an end. */
  send(bytes: Buffer | string): Promise<boolean> {
    if (this.end) return Promise.resolve(false);
    const length = Buffer.byteLength(bytes);
    return new Promise((resolve) => {
      const at = performance.now();
      this.socket.write(bytes, (error) => {
        if (error) return resolve(false);
        this.sent += length;
        this.sentAt = at;
        this.#log({ kind: "sent", bytes: length, text: shown(bytes) }, at);
        resolve(true);
      });
    });
  }

  /** The TLS handshake of one that was opened with `tls: "later"`; resolves to the code of the error that ended it. */
  async handshake(): Promise<string | undefined> {
    const { events } = this.socket;
    const before = events.length;
    let code = "ECONNRESET";
    const bound = setTimeout(() => {
      code = "ETIMEDOUT";
      this.destroy();
    }, CONNECT_MS);
    if (!this.end) this.socket.startTls();
    while (!this.end && !events.includes("connected", before)) await this.changed();
    clearTimeout(bound);
    return this.end && (this.socket.error?.code ?? code);
  }

  /**
   * After a FIN that came instead of an answer: whether the server never read the request. Its kernel then resets the
   * connection at once when the bytes arrive; where the server had read them, it takes one more byte without a word.
   */
  async wasUnread(): Promise<boolean> {
    if (this.end?.how === "reset") return true;
    return new Promise((resolve) => {
      this.socket.write("\r", (error) => resolve(error !== undefined && error !== null));
    });
  }

  /** The client closes, as one does that was told to, and does not wait for the server to do so, too. */
  override leave(): void {
    this.ends("left");
    this.socket.end(() => this.destroy());
  }

  destroy(): void {
    this.socket.close();
  }

  /** Notes for the time line that a request on this connection was lost. */
  markLost(): void {
    this.isLost = true;
    this.#log({ kind: "lost" });
  }

  override heard(event: string): void {
    if (event === "fin") {
      this.#noteAnswers();
      setTimeout(() => this.socket.end(), HALF_OPEN_MS);
    }
    super.heard(event);
  }

  override took(bytes: Buffer): void {
    this.received += bytes.length;
    this.#log({ kind: "received", bytes: bytes.length, text: shown(bytes) });
    this.#noteAnswers();
    super.took(bytes);
  }

  protected override ends(how: ConnectionEnd["how"]): void {
    if (this.end) return;
    super.ends(how);
    const { error } = this.socket;
    const text = how === "malformed" ? error?.message : error?.code;
    this.#log({ kind: how, ...(text !== undefined && { text }) });
  }

  #noteAnswers(): void {
    for (const { status } of this.answers.slice(this.#noted))
      this.#log({ kind: "answered", text: `${status}` });
    this.#noted = this.answers.length;
  }

  #log(event: Omit<WireEvent, "at">, at = performance.now()): void {
    if (this.events.length > MOST_EVENTS) this.events.splice(MOST_EVENTS / 2, 1);
    this.events.push({ ...event, at });
  }
}

/**
 * Connects; resolves to the code of the error where the client is turned away. The connection stays half open behind a
 * FIN: what a probe byte meets then tells whether the server had read what was sent.
 */
export function openWire(
  { host, port, insecure, ...address }: Address,
  label: string,
  { tls = address.tls, ...options }: WireOptions = {},
): Promise<Wire | string> {
  const tlsOptions = { servername: "localhost", rejectUnauthorized: !insecure, ALPNProtocols: ["http/1.1"] };
  return connect(
    { host, port },
    { ...options, tls, tlsOptions, noDelay: true, stays: true, keepBody: false },
    (socket) => new Wire(socket, label),
  );
}

function shown(bytes: Buffer | string): string {
  const text =
    typeof bytes === "string" ? bytes.slice(0, SHOWN + 1) : bytes.subarray(0, SHOWN + 1).toString("latin1");
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
