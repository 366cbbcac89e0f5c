import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import { ResponseReader } from "./response-reader.mjs";

/** Where nothing at all happens for this long, a client gives up, so that no run can hang. */
const PATIENCE_MS = 20_000;

/**
 * One TCP connection of a client, on a bare socket, since the verdicts rest on the order in which the client wrote
 * its bytes and saw the end: an HTTP library would hide both, or send a request again unasked.
 */
export class Connection {
  /** How the connection ended, as the client saw it: `{ how: "fin" | "reset" | "left", at }`. */
  end;
  openedAt;
  /** Responses that came, in order: each with `at`. */
  #answers = [];
  #reader;
  #socket;
  #wake = () => {};
  #pace;
  /** When a slow reader will have taken what it has read. */
  #takenAt = 0;

  /** `bytesPerSecond`: a reader that takes no more than that; the rest piles up on the server's side. */
  constructor(socket, { keepBody, bytesPerSecond } = {}) {
    this.openedAt = performance.now();
    this.#socket = socket;
    this.#reader = new ResponseReader({ keepBody });
    this.#pace = bytesPerSecond;
    socket.on("data", (bytes) => this.#read(bytes));
    socket.on("end", () => this.#ended("fin"));
    socket.on("error", () => this.#ended("reset"));
    socket.on("close", () => this.#ended("fin"));
    socket.setTimeout(PATIENCE_MS, () => this.leave());
  }

  /** What came of a response that is not complete. */
  get partial() {
    return this.#reader.partial;
  }

  /** Resolves to whether the bytes were handed to the kernel before the client saw an end. */
  write(bytes) {
    if (this.end) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.#socket.write(bytes, (error) => resolve(!error && !this.end));
    });
  }

  /** The next response, or `undefined` when the connection ended before it was complete. */
  async answer() {
    while (this.#answers.length === 0 && !this.end) await this.#change();
    return this.#answers.shift();
  }

  /** Resolves when the connection has ended. */
  async ended() {
    while (!this.end) await this.#change();
  }

  /** The client closes: what an HTTP client does once it was told `Connection: close`. */
  leave() {
    this.#ended("left");
    this.#socket.end();
    this.#socket.resume();
    this.#socket.setTimeout(1_000, () => this.#socket.destroy());
  }

  #read(bytes) {
    const at = performance.now();
    for (const response of this.#reader.push(bytes)) this.#answers.push({ ...response, at });
    if (this.#answers.length > 0) this.#wake();
    if (!this.#pace || this.end) return;
    this.#socket.pause();
    this.#takenAt = Math.max(this.#takenAt, at) + (bytes.length / this.#pace) * 1_000;
    setTimeout(() => this.#socket.resume(), this.#takenAt - at);
  }

  /** Only the first sight counts: a reset after a FIN, or after the client left, changes nothing for it. */
  #ended(how) {
    if (this.end) return;
    this.end = { how, at: performance.now() };
    this.#wake();
  }

  #change() {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

/** Connects, `secure` with TLS; resolves to a `Connection`, or to the error code that turned the client away before it could send. */
export function openConnection(port, { secure = false, ...options } = {}) {
  return new Promise((resolve) => {
    const where = { port, host: "127.0.0.1", noDelay: true };
    const socket = secure ? connectTls({ ...where, rejectUnauthorized: false }) : connect(where);
    const turnedAway = (error) => resolve(error.code);
    socket.once("error", turnedAway);
    socket.once(secure ? "secureConnect" : "connect", () => {
      socket.off("error", turnedAway);
      resolve(new Connection(socket, options));
    });
  });
}
