import { EventEmitter } from "node:events";
import type { FakeSocket } from "./fake-socket.js";

export interface FakeRequestOptions {
  method?: string;
  headers?: Record<string, string>;
  /** `false`: its body is still arriving. */
  complete?: boolean;
}

export class FakeRequest extends EventEmitter {
  readonly httpVersionMajor = 1;
  readonly method: string;
  readonly headers: Record<string, string>;
  /** As they were sent: names are spelled as the client likes. */
  readonly rawHeaders: string[];
  complete: boolean;

  constructor(
    readonly url: string,
    readonly socket: FakeSocket,
    { method = "GET", headers = {}, complete = true }: FakeRequestOptions,
  ) {
    super();
    this.method = method;
    const sent = Object.entries(complete ? headers : { "Content-Length": "10", ...headers });
    this.rawHeaders = sent.flat();
    this.headers = Object.fromEntries(sent.map(([name, value]) => [name.toLowerCase(), value]));
    this.complete = complete;
  }

  resume(): this {
    return this;
  }

  /** The last byte of the body came in. */
  completeBody(): void {
    this.socket.receive(10);
    this.socket.complete();
    this.complete = true;
    this.emit("close");
  }
}

/** A response by the states in which a real one is; its connection ends behind it where it says close, as in Node. */
export class FakeResponse extends EventEmitter {
  statusCode = 200;
  headersSent = false;
  shouldKeepAlive = true;
  readonly chunkedEncoding = true;
  writableEnded = false;
  writableFinished = false;
  destroyed = false;
  /** Node ends the connection behind it: settled when its headers are out, as they say. */
  isLast = false;
  readonly #headers = new Map<string, string>();
  readonly #socket: FakeSocket;

  constructor(readonly req: FakeRequest) {
    super();
    this.#socket = req.socket;
    if (req.complete) req.socket.complete();
    req.socket.beginResponse(this);
  }

  getHeader(name: string): string | undefined {
    return this.#headers.get(name);
  }

  hasHeader(name: string): boolean {
    return this.#headers.has(name);
  }

  setHeader(name: string, value: string): void {
    this.#headers.set(name, value);
  }

  /** By `writeHead`, as Node sends those that were only set. */
  sendHeaders(): void {
    if (!this.headersSent) this.writeHead(this.statusCode);
  }

  #send(): void {
    this.headersSent = true;
    const connection = this.getHeader("connection");
    this.isLast = connection === undefined ? !this.shouldKeepAlive : connection === "close";
    // Node takes no note of a header `close` here, and does of any other.
    if (connection !== undefined && !this.isLast) this.shouldKeepAlive = true;
  }

  writeHead(statusCode: number, headers: Record<string, unknown> = {}): void {
    this.statusCode = statusCode;
    for (const [name, value] of Object.entries(headers)) this.setHeader(name, String(value));
    this.#send();
  }

  /** The handler is done; nothing has left yet. */
  end(): void {
    this.sendHeaders();
    this.writableEnded = true;
  }

  /** The last byte has left. */
  async flush(): Promise<void> {
    if (!this.writableEnded) this.end();
    this.writableFinished = true;
    this.#socket.endResponse(this);
    this.emit("finish");
    await new Promise<void>((resolve) => {
      process.nextTick(() => {
        this.destroyed = true;
        this.emit("close");
        resolve();
      });
      if (this.isLast) this.#socket.destroySoon();
    });
  }
}
