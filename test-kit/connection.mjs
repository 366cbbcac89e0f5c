import { RawSocket } from "./raw-socket.mjs";

/** @typedef {import("./response-reader.mjs").RawResponse} RawResponse */
/**
 * How a connection ended, as the client saw it. `malformed`: what came was no HTTP.
 * @typedef {{ how: "fin" | "reset" | "malformed" | "left", at: number }} ConnectionEnd
 */
/**
 * @typedef {object} ConnectionOptions
 * @property {boolean} [secure] With TLS.
 * @property {boolean} [keepBody] `false`: bodies are counted and dropped.
 * @property {number} [bytesPerSecond] A reader that takes no more than that; the rest piles up on the server's side.
 */

/** A kernel that neither accepts nor refuses, with a full backlog for instance, keeps a client no longer than this. */
export const CONNECT_MS = 10_000;
/** Where nothing at all happens for this long, a client gives up, so that no run can hang. */
const PATIENCE_MS = 20_000;
/** For a server to close what its client has left. */
const LEFT_MS = 1_000;

/** A connection of a client whose verdicts rest on what it wrote and saw, and when. */
export class Connection {
  /** @type {ConnectionEnd | undefined} */
  end;
  openedAt = performance.now();
  /** @protected */
  socket;
  #pace;
  /** When a slow reader will have taken what it has read. */
  #takenAt = 0;
  /** Responses that were asked for. */
  #taken = 0;
  /** @type {Set<() => void>} */
  #waiting = new Set();

  /**
   * @param {RawSocket} socket
   * @param {{ bytesPerSecond?: number }} [options]
   */
  constructor(socket, { bytesPerSecond } = {}) {
    this.socket = socket;
    this.#pace = bytesPerSecond;
  }

  /** What came of a response that is not complete. */
  get partial() {
    return this.socket.partial;
  }

  /**
   * Resolves to whether the bytes were handed to the kernel before the client saw an end.
   * @param {Buffer} bytes
   * @returns {Promise<boolean>}
   */
  write(bytes) {
    if (this.end) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.socket.write(bytes, (error) => resolve(!error && !this.end));
    });
  }

  /**
   * The next response, or `undefined` when the connection ended before it was complete.
   * @returns {Promise<RawResponse | undefined>}
   */
  async answer() {
    while (this.socket.responses.length === this.#taken && !this.end) await this.changed();
    const answer = this.socket.responses[this.#taken];
    if (answer) this.#taken++;
    return answer;
  }

  /** Resolves when the connection has ended. */
  async ended() {
    while (!this.end) await this.changed();
    return this.end;
  }

  /** The client closes: what an HTTP client does once it was told `Connection: close`. */
  leave() {
    this.ends("left");
    this.socket.end();
    this.socket.resume();
    this.socket.afterSilence(LEFT_MS, () => this.socket.close());
  }

  /**
   * Resolves at the next answer, byte, or end.
   * @returns {Promise<void>}
   */
  changed() {
    return new Promise((resolve) => this.#waiting.add(resolve));
  }

  /**
   * What its socket does.
   * @param {string} event
   */
  heard(event) {
    if (event === "fin") this.ends("fin");
    else if (event.startsWith("error")) this.ends("reset");
    else if (event === "closed") this.ends(this.socket.error ? "malformed" : "fin");
    else this.#wake();
  }

  /** @param {Buffer} bytes */
  took(bytes) {
    this.#wake();
    if (!this.#pace || this.end) return;
    const now = performance.now();
    this.socket.pause();
    this.#takenAt = Math.max(this.#takenAt, now) + (bytes.length / this.#pace) * 1_000;
    setTimeout(() => this.socket.resume(), this.#takenAt - now);
  }

  /**
   * Only the first sight counts: a reset after a FIN, or after the client left, changes nothing for it.
   * @protected
   * @param {ConnectionEnd["how"]} how
   */
  ends(how) {
    this.end ??= { how, at: performance.now() };
    this.#wake();
  }

  #wake() {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }
}

/**
 * Connects; resolves to what `make` makes of the socket, or to the code of the error that turned the client away before
 * it could send.
 * @template {Connection} T
 * @param {import("./raw-socket.mjs").Address} address
 * @param {import("./raw-socket.mjs").ConnectOptions} options
 * @param {(socket: RawSocket) => T} make
 * @returns {Promise<T | string>}
 */
export function connect(address, options, make) {
  return new Promise((resolve) => {
    /** @type {T | undefined} */
    let connection;
    const turnedAway = (/** @type {string} */ code) => {
      clearTimeout(bound);
      socket.close();
      resolve(code);
    };
    const socket = new RawSocket(address, options, {
      heard(event) {
        if (connection) return connection.heard(event);
        if (event !== "connected") return turnedAway(socket.error?.code ?? "ECONNRESET");
        clearTimeout(bound);
        connection = make(socket);
        resolve(connection);
      },
      took: (bytes) => connection?.took(bytes),
    });
    const bound = setTimeout(() => turnedAway("ETIMEDOUT"), CONNECT_MS);
  });
}

/**
 * A connection, `secure` with TLS; otherwise as `connect`.
 * @param {number} port
 * @param {ConnectionOptions & { host?: string }} [options] `host`: the loopback by default.
 * @returns {Promise<Connection | string>}
 */
export function openConnection(port, { host, secure = false, keepBody, ...options } = {}) {
  return connect({ port, ...(host && { host }) }, { tls: secure, keepBody, noDelay: true }, (socket) => {
    const connection = new Connection(socket, options);
    socket.afterSilence(PATIENCE_MS, () => connection.leave());
    return connection;
  });
}
