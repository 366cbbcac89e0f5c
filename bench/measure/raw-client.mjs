import { once } from "node:events";
import { connect } from "node:net";

const HEAD_END = "\r\n\r\n";
const OK = Buffer.from("200");
const STATUS_AT = "HTTP/1.1 ".length;

/**
 * One keep-alive connection on which requests follow one another. It costs its process next to nothing, since that
 * shares the machine with the server that is measured: it reads the first answer in full, and of the others the
 * status and the length.
 */
export class RawClient {
  #socket;
  /** How long an answer is: the same for all to one path, since a date is always as long. */
  #length = 0;
  #received = 0;
  #onAnswer;
  #onLost;
  #head = "";
  connected;
  closed;

  constructor(port) {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    this.#socket = socket;
    this.connected = once(socket, "connect");
    this.closed = new Promise((resolve) => socket.once("close", resolve));
    this.connected.catch(() => {});
    socket.on("error", () => {});
    socket.on("close", () => this.#onLost?.(new Error("closed without an answer")));
    socket.on("data", (chunk) => this.#read(chunk));
  }

  /** Resolves when what was written has left this process. */
  get flushed() {
    return new Promise((resolve) => this.#socket.write("", resolve));
  }

  request(path) {
    return new Promise((resolve, reject) => {
      this.#onAnswer = resolve;
      this.#onLost = reject;
      this.#send(path);
    });
  }

  /** One request after the other, as long as `next` says so. */
  requestWhile(path, next) {
    return new Promise((/** @type {(value?: unknown) => void} */ resolve, reject) => {
      this.#onLost = reject;
      this.#onAnswer = () => (next() ? this.#send(path) : resolve());
      this.#onAnswer();
    });
  }

  destroy() {
    this.#onLost = undefined;
    this.#socket.destroy();
  }

  #send(path) {
    this.#socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  }

  #read(chunk) {
    if (this.#received === 0 && this.#length > 0 && OK.compare(chunk, STATUS_AT, STATUS_AT + OK.length) !== 0)
      return this.#socket.destroy();
    this.#received += chunk.length;
    if (this.#length === 0) this.#measure(chunk);
    if (this.#length === 0 || this.#received < this.#length) return;
    this.#received = 0;
    this.#onAnswer();
  }

  #measure(chunk) {
    this.#head += chunk.latin1Slice();
    const end = this.#head.indexOf(HEAD_END);
    if (end < 0) return;
    const body = /^content-length: (\d+)/im.exec(this.#head)?.[1];
    if (!this.#head.startsWith("HTTP/1.1 200") || body === undefined) return this.#socket.destroy();
    this.#length = end + HEAD_END.length + Number(body);
    this.#head = "";
  }
}
