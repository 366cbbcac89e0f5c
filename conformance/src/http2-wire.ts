import net from "node:net";
import tls from "node:tls";
import { Condition } from "../../test-kit/condition.mjs";
import type { Address } from "../../test-kit/raw-client.mjs";

const PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const NAMES = [
  "DATA",
  "HEADERS",
  "PRIORITY",
  "RST_STREAM",
  "SETTINGS",
  "PUSH_PROMISE",
  "PING",
  "GOAWAY",
  "WINDOW_UPDATE",
];
const [HEADERS, SETTINGS, PING] = [1, 4, 6];
const END_STREAM_AND_HEADERS = 0x5;

/**
 * A client that sends single HTTP/2 frames, for what no library does: it stays after GOAWAY, and sends nothing by
 * itself.
 */
export class Http2Wire {
  /** The names of the frames that came, and `fin`, `error CODE`, `closed`. */
  readonly events: string[] = [];
  readonly #socket: net.Socket;
  readonly #condition = new Condition();
  #unread = Buffer.alloc(0);

  private constructor(address: Address, secure: boolean) {
    const to = { host: "127.0.0.1", ...address, allowHalfOpen: true };
    this.#socket = secure
      ? tls.connect({ ...to, rejectUnauthorized: false, ALPNProtocols: ["h2"] })
      : net.connect(to);
    this.#socket.on(secure ? "secureConnect" : "connect", () => this.#record("connected"));
    this.#socket.on("data", (chunk: Buffer) => this.#read(chunk));
    this.#socket.on("end", () => this.#record("fin"));
    this.#socket.on("error", (error: NodeJS.ErrnoException) => this.#record(`error ${error.code}`));
    this.#socket.on("close", () => this.#record("closed"));
  }

  static async connect(address: Address, secure: boolean): Promise<Http2Wire> {
    const wire = new Http2Wire(address, secure);
    await wire.sees("connected");
    return wire;
  }

  /**
   * Sends the preface and empty settings, the least that a client has to send. Resolves when the server has
   * acknowledged them.
   */
  async greet(): Promise<void> {
    this.#socket.write(PREFACE);
    this.#send(SETTINGS, 0, 0, Buffer.alloc(0));
    await this.sees("SETTINGS", 2);
  }

  write(bytes: string | Buffer): void {
    this.#socket.write(bytes);
  }

  get(stream: number, path: string): void {
    // HPACK without Huffman coding: indexed :method GET and :scheme http, literal :path and :authority.
    const literal = (name: number, value: string) => [name, value.length, ...Buffer.from(value)];
    const block = Buffer.from([0x82, 0x86, ...literal(0x44, path), ...literal(0x41, "localhost")]);
    this.#send(HEADERS, END_STREAM_AND_HEADERS, stream, block);
  }

  ping(): void {
    this.#send(PING, 0, 0, Buffer.alloc(8));
  }

  /** Resolves when this was seen, `times` times in all. */
  async sees(event: string, times = 1): Promise<void> {
    await this.#condition.until(
      event,
      () => this.events.filter((seen) => seen === event).length >= times,
      () => `client saw: ${this.events.join(", ")}`,
    );
  }

  close(): void {
    this.#socket.destroy();
  }

  #send(type: number, flags: number, stream: number, payload: Buffer): void {
    const head = Buffer.alloc(9);
    head.writeUIntBE(payload.length, 0, 3);
    head.writeUInt8(type, 3);
    head.writeUInt8(flags, 4);
    head.writeUInt32BE(stream, 5);
    this.#socket.write(Buffer.concat([head, payload]));
  }

  #read(chunk: Buffer): void {
    this.#unread = Buffer.concat([this.#unread, chunk]);
    while (this.#unread.length >= 9) {
      const length = 9 + this.#unread.readUIntBE(0, 3);
      if (this.#unread.length < length) break;
      this.#record(NAMES[this.#unread.readUInt8(3)] ?? "unknown");
      this.#unread = this.#unread.subarray(length);
    }
  }

  #record(event: string): void {
    this.events.push(event);
    this.#condition.changed();
  }
}
