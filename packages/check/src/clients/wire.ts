import { CONNECT_MS, Connection, type ConnectionEnd, connect } from "../../../../test-kit/connection.mjs";
import type { RawSocket } from "../../../../test-kit/raw-socket.mjs";
import type { RawResponse } from "../../../../test-kit/response-reader.mjs";
import type { TimeLineEvent } from "../report.js";
import type { Address } from "./address.js";

/** A complete response and the time of its last byte. */
export type Answer = RawResponse;

/** An event with its time by `performance.now()`. */
export type WireEvent = Omit<TimeLineEvent, "ms"> & { at: number };

export interface WireOptions {
  readonly paused?: boolean;
  /** By default what the address says. `later`: plain TCP until `handshake()` is called. */
  readonly tls?: boolean | "later";
  /** How much of the body of each answer is kept, to tell where another one differs. By default 1 MB. */
  readonly keepBody?: number;
}

const SHOWN = 48;
const KEPT_BYTES = 1024 * 1024;
/** For connections of which there are hundreds, or that have thousands of answers. */
export const OF_MANY: WireOptions = { keepBody: 1024 };
/**
 * How long the client's side stays open after a FIN: long enough to find out whether the server had read the request.
 */
const HALF_OPEN_MS = 100;
/** More events than this are not kept: the middle ones are dropped. */
const MOST_EVENTS = 400;

/** A connection that records the bytes it sent and received, and its end, each with its time. */
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

  /** Stops reading until `resume()`. What the server sends meanwhile stays in its buffers. */
  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  /** Resolves to whether the kernel accepted the bytes before the connection ended. */
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

  /**
   * Does the TLS handshake of a connection that was opened with `tls: "later"`. Resolves to an error code if it fails.
   */
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
   * Whether the server never read the request, if a FIN came instead of an answer. Then its kernel has reset the
   * connection as soon as the request arrived. If the server had read it, the connection accepts another byte without
   * an error.
   */
  async wasUnread(): Promise<boolean> {
    if (this.end?.how === "reset") return true;
    return new Promise((resolve) => {
      this.socket.write("\r", (error) => resolve(error !== undefined && error !== null));
    });
  }

  /** The client closes, as after `Connection: close`, without waiting for the server to close too. */
  override leave(): void {
    this.ends("left");
    this.socket.end(() => this.destroy());
  }

  destroy(): void {
    this.socket.close();
  }

  /** Marks in the time line that a request on this connection was lost. */
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
 * Connects, or resolves to an error code if that fails. After a FIN the connection stays half open: another byte then
 * shows whether the server had read what was sent.
 */
export function openWire(
  { host, port, insecure, ...address }: Address,
  label: string,
  { tls = address.tls, keepBody = KEPT_BYTES, ...options }: WireOptions = {},
): Promise<Wire | string> {
  const tlsOptions = { servername: "localhost", rejectUnauthorized: !insecure, ALPNProtocols: ["http/1.1"] };
  return connect(
    { host, port },
    { ...options, tls, tlsOptions, noDelay: true, stays: true, keepBody },
    (socket) => new Wire(socket, label),
  );
}

function shown(bytes: Buffer | string): string {
  const text =
    typeof bytes === "string" ? bytes.slice(0, SHOWN + 1) : bytes.subarray(0, SHOWN + 1).toString("latin1");
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
