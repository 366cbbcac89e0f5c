import net from "node:net";
import tls from "node:tls";
import { Condition } from "./condition.js";
import { type RawResponse, ResponseReader } from "./response-reader.js";

/** Where an app listens. */
export type Address = { port: number } | { path: string };

export interface ConnectOptions {
  /** `later`: TCP only, until `startTls()`. */
  tls?: boolean | "later";
  /** Do not read from the first moment on. */
  paused?: boolean;
  /** Does not close in answer to a FIN. */
  stays?: boolean;
}

/** Enough of what was received to see what went wrong, not 16 MB of it. */
const SHOWN = 1_500;

/** One for all: making one costs more than a handshake, and would slow down the server that shares this process. */
const secureContext = tls.createSecureContext();

/**
 * A client that sends what it is told, byte by byte, and records what comes back and in which order. It never
 * retries, and never closes by itself but in answer to a FIN.
 */
export class RawClient {
  /** `connected`, `response 200`, `fin`, `error ECONNRESET`, `closed`: in the order in which they happened. */
  readonly events: string[] = [];
  /** What went wrong with the connection, or with what was read from it. */
  error: NodeJS.ErrnoException | undefined;
  readonly #tcp: net.Socket;
  #socket: net.Socket;
  readonly #reader = new ResponseReader();
  readonly #condition = new Condition();
  readonly #chunks: Buffer[] = [];
  #requests = 0;

  private constructor(address: Address, options: ConnectOptions) {
    this.#tcp = net.connect({ host: "127.0.0.1", ...address, allowHalfOpen: options.stays });
    // The TCP socket stays at hand below TLS: only that can send a reset.
    this.#socket = this.#tcp;
    this.#tcp.on("error", (error) => this.#fail(error));
    if (options.tls === true) {
      this.startTls();
    } else {
      this.#socket.on("connect", () => this.#record("connected"));
      if (options.tls !== "later") this.#listen();
    }
    if (options.paused) this.#socket.pause();
  }

  /** Shakes hands on a connection that was opened with `tls: "later"`. */
  startTls(): void {
    this.#socket = tls.connect({ socket: this.#tcp, secureContext, rejectUnauthorized: false });
    this.#socket.on("error", (error) => this.#fail(error));
    this.#socket.on("secureConnect", () => this.#record("connected"));
    this.#listen();
  }

  /** Does not wait for the connection: what is written before is sent when it is there. */
  static open(address: Address, options: ConnectOptions = {}): RawClient {
    return new RawClient(address, options);
  }

  /** Resolves when the connection (with TLS: the handshake) is there, from this side. */
  static async connect(address: Address, options: ConnectOptions = {}): Promise<RawClient> {
    const client = new RawClient(address, options);
    await client.#until("a connection", () => client.events.includes("connected"));
    return client;
  }

  /** Complete final responses so far. */
  get responses(): readonly RawResponse[] {
    return this.#reader.responses;
  }

  /** Everything that was received so far. */
  get received(): string {
    return Buffer.concat(this.#chunks).toString("latin1");
  }

  get isClosed(): boolean {
    return this.events.includes("closed");
  }

  write(bytes: string | Buffer): this {
    this.#socket.write(bytes);
    return this;
  }

  /** Resolves when the bytes were taken by the kernel: how a client sends a lot before it reads. */
  async flushed(bytes: Buffer): Promise<void> {
    let taken = false;
    this.#socket.write(bytes, () => {
      taken = true;
      this.#condition.changed();
    });
    await this.#until(`${bytes.length} bytes to be sent`, () => taken);
  }

  /** Writes one whole request, HTTP/1.1 with `Host`, unless `version` says otherwise. */
  request(method: string, path: string, options: RequestOptions = {}): this {
    if (method === "HEAD") this.#reader.headRequests.add(this.#requests);
    this.#requests++;
    return this.write(requestText(method, path, options));
  }

  /** The response to the `n`th request, when it is complete. Rejects as soon as it cannot come any more. */
  response(n = this.#requests): Promise<RawResponse> {
    return this.#until(`response ${n}`, () => this.responses[n - 1]);
  }

  /** The `n`th interim response (100 Continue). */
  interim(n = 1): Promise<RawResponse> {
    return this.#until(`interim response ${n}`, () => this.#reader.interim[n - 1]);
  }

  /** Resolves when `text` was received, in whatever framing. */
  async receives(text: string): Promise<void> {
    await this.#until(JSON.stringify(text), () => this.received.includes(text));
  }

  /**
   * Resolves when the server closed in good order: FIN, no reset, no response left half, nothing after the last.
   */
  async ended(): Promise<void> {
    await this.closed();
    if (this.error)
      throw Object.assign(new Error(`closed with an error\n${this.#describe()}`), { cause: this.error });
    if (!this.events.includes("fin")) throw new Error(`closed without FIN\n${this.#describe()}`);
    if (!this.#reader.betweenResponses) throw new Error(`closed within a response\n${this.#describe()}`);
  }

  /** Resolves when there is a response, or will be none. */
  async settled(): Promise<void> {
    const probe = () => this.responses.length > 0 || this.isClosed;
    await this.#condition.until("a response or the end", probe, () => this.#describe());
  }

  /** Resolves when the connection is closed in whatever way. */
  async closed(): Promise<void> {
    await this.#condition.until(
      "the connection to close",
      () => this.isClosed,
      () => this.#describe(),
    );
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** FIN from this side; goes on reading. */
  end(): void {
    this.#socket.end();
  }

  /** Closes at once, the way a client goes that has lost interest. */
  close(): void {
    this.#socket.destroy();
    this.#tcp.destroy();
  }

  /** RST. */
  reset(): void {
    this.#tcp.resetAndDestroy();
    this.#socket.destroy();
  }

  #listen(): void {
    this.#socket.on("data", (chunk: Buffer) => this.#read(chunk));
    this.#socket.on("end", () => {
      this.#count(() => this.#reader.end());
      this.#record("fin");
    });
    this.#socket.on("close", () => this.#record("closed"));
  }

  #record(event: string): void {
    this.events.push(event);
    this.#condition.changed();
  }

  /** Below TLS the same failure may arrive twice. */
  #fail(error: NodeJS.ErrnoException): void {
    if (this.error) return;
    this.error = error;
    this.#record(`error ${error.code ?? error.message}`);
  }

  #read(chunk: Buffer): void {
    this.#chunks.push(chunk);
    try {
      this.#count(() => this.#reader.push(chunk));
    } catch (error) {
      this.error ??= error as Error;
      this.#socket.destroy();
    }
    this.#condition.changed();
  }

  #count(read: () => void): void {
    const before = this.responses.length;
    read();
    for (const response of this.responses.slice(before)) this.events.push(`response ${response.status}`);
  }

  #until<T>(what: string, probe: () => T | undefined | false): Promise<T> {
    return this.#condition.until(
      what,
      () => {
        const answer = probe();
        if (!answer && this.error) throw this.error;
        if (!answer && this.isClosed) throw new Error("the connection closed before");
        return answer;
      },
      () => this.#describe(),
    );
  }

  #describe(): string {
    const { received } = this;
    const shown =
      received.length > SHOWN ? `${received.slice(0, SHOWN)}... (${received.length} bytes)` : received;
    return `client saw: ${this.events.join(", ") || "nothing"}\nreceived: ${JSON.stringify(shown)}`;
  }
}

export interface RequestOptions {
  version?: "1.0" | "1.1";
  headers?: Record<string, string>;
  /** Sent whole with its `Content-Length`. */
  body?: string;
}

/** The bytes of one request. */
export function requestText(method: string, path: string, options: RequestOptions = {}): string {
  const { version = "1.1", headers = {}, body = "" } = options;
  const all: Record<string, string> = {
    Host: "test",
    ...(body && { "Content-Length": String(body.length) }),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/${version}\r\n${lines.join("")}\r\n${body}`;
}
