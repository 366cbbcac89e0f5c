import http2 from "node:http2";
import { Condition } from "../../test-kit/condition.mjs";
import type { Address } from "../../test-kit/raw-client.mjs";

export interface Http2Response {
  status: number;
  headers: Record<string, string>;
  trailers: Record<string, string>;
  body: Buffer;
  text: string;
}

/**
 * An HTTP/2 session that records events in their order. It never retries, and closes only as every client does: after a
 * GOAWAY, when its last stream has ended.
 */
export class Http2Client {
  /**
   * `connected`, `/path 200`, `/path reset 8`, `goaway 0`, `error CODE`, `closed`: in the order in which they
   * happened.
   */
  readonly events: string[] = [];
  readonly #session: http2.ClientHttp2Session;
  readonly #condition = new Condition();

  private constructor(address: Address, tls: boolean, settings: http2.Settings) {
    const host = `${tls ? "https" : "http"}://127.0.0.1`;
    const authority = "port" in address ? `${host}:${address.port}` : host;
    this.#session = http2.connect(authority, { rejectUnauthorized: false, settings });
    this.#session.on("remoteSettings", () => this.events.includes("connected") || this.#record("connected"));
    this.#session.on("goaway", (code) => this.#record(`goaway ${code}`));
    this.#session.on("error", (error: NodeJS.ErrnoException) => this.#record(`error ${error.code}`));
    this.#session.on("close", () => this.#record("closed"));
  }

  /** Resolves when the first frame of the server has arrived: by then the server tracks the session. */
  static async connect(address: Address, tls: boolean, settings: http2.Settings = {}): Promise<Http2Client> {
    const client = Http2Client.open(address, tls, settings);
    await client.sees("connected");
    return client;
  }

  /** Does not wait for the connection. */
  static open(address: Address, tls: boolean, settings: http2.Settings = {}): Http2Client {
    return new Http2Client(address, tls, settings);
  }

  /** Sends a request. With `open` the client's side stays open for more data. */
  request(path: string, { method = "GET", headers = {}, body = "", open = false } = {}): Http2Call {
    const stream = this.#session.request(
      {
        ":method": method,
        ...(method !== "CONNECT" && { ":path": path }),
        // Without it Fastify assumes that an HTTP/2 request has no body.
        ...(method === "POST" && { "content-type": "text/plain" }),
        ...headers,
      },
      { endStream: !open && !body },
    );
    if (body && !open) stream.end(body);
    return new Http2Call(
      path,
      stream,
      (event) => this.#record(event),
      this.#condition,
      () => this.#describe(),
    );
  }

  get isClosed(): boolean {
    return this.events.includes("closed");
  }

  async sees(event: string): Promise<void> {
    await this.#condition.until(
      event,
      () => this.events.includes(event),
      () => this.#describe(),
    );
  }

  /** Resolves when the session closed in good order: GOAWAY, and no error. */
  async ended(): Promise<void> {
    await this.sees("closed");
    const wrong = this.events.filter((event) => /^error|goaway [^0]/.test(event));
    if (wrong.length > 0 || !this.events.includes("goaway 0")) {
      throw new Error(`closed without a GOAWAY, or with an error\n${this.#describe()}`);
    }
  }

  ping(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#session.ping((error) => (error ? reject(error) : resolve()));
    });
  }

  /** Listens to pushed streams. */
  onPush(listener: (path: string, text: Promise<string>) => void): void {
    this.#session.on("stream", (stream, headers) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      const text = new Promise<string>((resolve, reject) => {
        stream.on("end", () => resolve(Buffer.concat(chunks).toString()));
        stream.on("error", reject);
      });
      listener(String(headers[":path"]), text);
    });
  }

  close(): void {
    this.#session.destroy();
  }

  #record(event: string): void {
    this.events.push(event);
    this.#condition.changed();
  }

  #describe(): string {
    return `client saw: ${this.events.join(", ") || "nothing"}`;
  }
}

/** One stream of it. */
export class Http2Call {
  readonly #chunks: Buffer[] = [];
  #head: { status: number; headers: Record<string, string> } | undefined;
  #trailers: Record<string, string> = {};
  #whole: Http2Response | undefined;
  #isClosed = false;

  constructor(
    readonly path: string,
    readonly stream: http2.ClientHttp2Stream,
    record: (event: string) => void,
    private readonly condition: Condition,
    private readonly describe: () => string,
  ) {
    stream.on("response", ({ ":status": status, ...headers }) => {
      this.#head = { status: Number(status), headers: headers as Record<string, string> };
      condition.changed();
    });
    stream.on("data", (chunk: Buffer) => {
      this.#chunks.push(chunk);
      condition.changed();
    });
    stream.on("trailers", (trailers) => {
      this.#trailers = trailers as Record<string, string>;
    });
    // The event `close` follows, and is enough.
    stream.on("error", () => {});
    stream.on("end", () => {
      if (!this.#head || stream.aborted) return;
      const body = Buffer.concat(this.#chunks);
      this.#whole = { ...this.#head, trailers: this.#trailers, body, text: body.toString() };
    });
    stream.on("close", () => {
      this.#isClosed = true;
      const isWhole = this.#whole && stream.rstCode === 0;
      record(isWhole ? `${path} ${this.#whole?.status}` : `${path} reset ${stream.rstCode}`);
    });
  }

  /** The part of the body that has arrived. */
  get received(): string {
    return Buffer.concat(this.#chunks).toString();
  }

  async receives(text: string): Promise<void> {
    await this.condition.until(
      JSON.stringify(text),
      () => this.received.includes(text),
      () => this.describe(),
    );
  }

  /** Resolves to the whole response. Rejects as soon as it cannot come any more. */
  response(): Promise<Http2Response> {
    return this.condition.until(
      `the response to ${this.path}`,
      () => {
        if (!this.#isClosed) return undefined;
        if (this.#whole && this.stream.rstCode === 0) return this.#whole;
        throw new Error(`the stream of ${this.path} was reset: ${this.stream.rstCode}`);
      },
      () => this.describe(),
    );
  }

  async closed(): Promise<void> {
    await this.condition.until(
      `the stream of ${this.path} to close`,
      () => this.#isClosed,
      () => this.describe(),
    );
  }
}
