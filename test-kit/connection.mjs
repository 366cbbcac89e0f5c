import { RawSocket } from "./raw-socket.mjs";

/** @typedef {import("./response-reader.mjs").RawResponse} RawResponse */
/**
 * How a connection ended, as the client saw it. `malformed`: the bytes were not HTTP.
 * @typedef {{ how: "fin" | "reset" | "malformed" | "left", at: number }} ConnectionEnd
 */
/**
 * @typedef {object} ConnectionOptions
 * @property {boolean} [secure] With TLS.
 * @property {boolean} [keepBody] `false`: bodies are counted and dropped.
 * @property {number} [bytesPerSecond] A reader that takes no more than that; the rest piles up on the server's side.
 */

/**
 * The kernel may neither accept nor refuse a connection, for instance with a full backlog. A client waits this long.
 */
export const CONNECT_MS = 10_000;
/** If nothing happens for this long, a client gives up, so that no run hangs. */
const PATIENCE_MS = 20_000;
/** How long a server may take to close a connection that its client has left. */
const LEFT_MS = 1_000;

/** A client's connection that records what was sent and received, and when. Verdicts depend on nothing else. */
export class Connection {
  /** @type {ConnectionEnd | undefined} */
  end;
  openedAt = performance.now();
  /** @protected */
  socket;
  #pace;
  /** When a slow reader reads again. */
  #takenAt = 0;
  /** How many responses were requested. */
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

  /** The part of an incomplete response that has arrived. */
  get partial() {
    return this.socket.partial;
  }

  /**
   * Resolves to whether the kernel accepted the bytes before the connection ended.
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
   * Resolves to the next response, or to `undefined` if the connection ends before it is complete.
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

  /** Closes from the client's side, as an HTTP client does after `Connection: close`. */
  leave() {
    this.ends("left");
    this.socket.end();
    this.socket.resume();
    this.socket.afterSilence(LEFT_MS, () => this.socket.close());
  }

  /**
   * Resolves at the next response, byte or end.
   * @returns {Promise<void>}
   */
  changed() {
    return new Promise((resolve) => this.#waiting.add(resolve));
  }

  /**
   * Called with each event of the socket.
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
   * Records the end. Only the first call counts: a reset after a FIN, or after the client has left, changes nothing.
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
 * Connects. Resolves to the result of `make`, or to an error code if the client could not connect.
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
