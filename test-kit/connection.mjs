import { RawSocket } from "./raw-socket.mjs";

/** @typedef {import("./response-reader.mjs").RawResponse} RawResponse */
/**
 * @typedef {object} ConnectionOptions
 * @property {boolean} [secure] With TLS.
 * @property {boolean} [keepBody] `false`: bodies are counted and dropped.
 * @property {number} [bytesPerSecond] A reader that takes no more than that; the rest piles up on the server's side.
 */

/** Where nothing at all happens for this long, a client gives up, so that no run can hang. */
const PATIENCE_MS = 20_000;
/** For a server to close what its client has left. */
const LEFT_MS = 1_000;

/** A connection of a client whose verdicts rest on what it wrote and saw, and when. */
export class Connection {
  /**
   * How the connection ended, as the client saw it. `malformed`: what came was no HTTP.
   * @type {{ how: "fin" | "reset" | "malformed" | "left", at: number } | undefined}
   */
  end;
  openedAt = performance.now();
  #socket;
  #pace;
  /** When a slow reader will have taken what it has read. */
  #takenAt = 0;
  /** Responses that were asked for. */
  #taken = 0;
  #wake = () => {};

  /**
   * @param {RawSocket} socket
   * @param {ConnectionOptions} [options]
   */
  constructor(socket, { bytesPerSecond } = {}) {
    this.#socket = socket;
    this.#pace = bytesPerSecond;
    socket.afterSilence(PATIENCE_MS, () => this.leave());
  }

  /** What came of a response that is not complete. */
  get partial() {
    return this.#socket.partial;
  }

  /**
   * Resolves to whether the bytes were handed to the kernel before the client saw an end.
   * @param {Buffer} bytes
   * @returns {Promise<boolean>}
   */
  write(bytes) {
    if (this.end) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.#socket.write(bytes, (error) => resolve(!error && !this.end));
    });
  }

  /**
   * The next response, or `undefined` when the connection ended before it was complete.
   * @returns {Promise<RawResponse | undefined>}
   */
  async answer() {
    while (this.#socket.responses.length === this.#taken && !this.end) await this.#change();
    return this.#socket.responses[this.#taken++];
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
    this.#socket.afterSilence(LEFT_MS, () => this.#socket.close());
  }

  /**
   * What its socket does.
   * @param {string} event
   */
  heard(event) {
    if (event === "fin") this.#ended("fin");
    else if (event.startsWith("error")) this.#ended("reset");
    else if (event === "closed") this.#ended(this.#socket.error ? "malformed" : "fin");
    else this.#wake();
  }

  /** @param {number} bytes */
  took(bytes) {
    if (!this.#pace || this.end) return;
    const now = performance.now();
    this.#socket.pause();
    this.#takenAt = Math.max(this.#takenAt, now) + (bytes / this.#pace) * 1_000;
    setTimeout(() => this.#socket.resume(), this.#takenAt - now);
  }

  /**
   * Only the first sight counts: a reset after a FIN, or after the client left, changes nothing for it.
   * @param {"fin" | "reset" | "malformed" | "left"} how
   */
  #ended(how) {
    this.end ??= { how, at: performance.now() };
    this.#wake();
  }

  /** @returns {Promise<void>} */
  #change() {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

/**
 * Connects, `secure` with TLS; resolves to a `Connection`, or to the code of the error that turned the client away
 * before it could send.
 * @param {number} port
 * @param {ConnectionOptions} [options]
 * @returns {Promise<Connection | string>}
 */
export function openConnection(port, { secure = false, keepBody, ...options } = {}) {
  return new Promise((resolve) => {
    /** @type {Connection | undefined} */
    let connection;
    const socket = new RawSocket(
      { port },
      { tls: secure, keepBody, noDelay: true },
      {
        heard(event) {
          if (connection) return connection.heard(event);
          if (event.startsWith("error")) return resolve(event.split(" ")[1] ?? event);
          if (event !== "connected") return;
          connection = new Connection(socket, options);
          resolve(connection);
        },
        took: (bytes) => connection?.took(bytes),
      },
    );
  });
}
