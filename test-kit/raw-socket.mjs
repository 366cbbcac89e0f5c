import net from "node:net";
import tls from "node:tls";
import { ResponseReader } from "./response-reader.mjs";

/** @typedef {import("./response-reader.mjs").RawResponse} RawResponse */
/**
 * Where an app listens.
 * @typedef {{ port: number, host?: string } | { path: string }} Address
 */
/**
 * @typedef {object} ConnectOptions
 * @property {boolean | "later"} [tls] `later`: TCP only, until `startTls()`.
 * @property {tls.ConnectionOptions} [tlsOptions] By default any certificate is taken.
 * @property {boolean} [noDelay] Without Nagle's algorithm: every write is sent at once.
 * @property {boolean} [paused] Do not read from the first moment on.
 * @property {boolean} [stays] Does not close in answer to a FIN.
 * @property {boolean | number} [keepBody] By default true. `false`: nothing that was received is kept, bodies are
 * counted. A number: this many bytes of each body are kept, and nothing else.
 */
/**
 * What is told of a socket, as it happens.
 * @typedef {object} Listeners
 * @property {(event: string) => void} heard
 * @property {(bytes: Buffer) => void} [took] What was read, after the responses in it were heard of.
 */

/** One context for all: creating one costs more than a handshake, and would slow down a server in this process. */
const secureContext = tls.createSecureContext();

/**
 * One connection of a client, TCP or TLS, and what came over it. It sends what it is told, never retries, and never
 * closes by itself but in answer to a FIN. A bare socket, since verdicts rest on the order in which a client wrote its
 * bytes and saw the end: an HTTP library would hide both, or send a request again unasked.
 */
export class RawSocket {
  /**
   * `connected`, `response 200`, `fin`, `error ECONNRESET`, `closed`: in the order in which they happened.
   * @type {string[]}
   */
  events = [];
  /**
   * The error of the connection, or of the bytes that were read from it.
   * @type {NodeJS.ErrnoException | undefined}
   */
  error;
  /** Complete final responses so far. @type {RawResponse[]} */
  responses = [];
  reader;
  #listeners;
  #tcp;
  /** @type {net.Socket} */
  #socket;
  #keepBody;
  #tlsOptions;
  /** @type {Buffer[]} */
  #chunks = [];

  /**
   * @param {Address} address
   * @param {ConnectOptions} options
   * @param {Listeners} listeners
   */
  constructor(address, { keepBody = true, ...options }, listeners) {
    this.#listeners = listeners;
    this.#keepBody = keepBody;
    this.#tlsOptions = options.tlsOptions;
    this.reader = new ResponseReader({ keepBody });
    this.#tcp = net.connect({
      host: "127.0.0.1",
      ...address,
      noDelay: options.noDelay,
      allowHalfOpen: options.stays,
    });
    // The TCP socket below TLS is kept: only that can send a reset.
    this.#socket = this.#tcp;
    this.#tcp.on("error", (error) => this.#fail(error));
    if (options.tls === true) {
      this.startTls();
    } else {
      this.#socket.on("connect", () => this.#record("connected"));
      if (options.tls !== "later") this.#listen();
      // A TLS socket around a socket that has already ended emits no `end`.
      else this.#tcp.on("end", () => this.#socket === this.#tcp && this.#record("fin"));
    }
    if (options.paused) this.#socket.pause();
  }

  /** Starts the TLS handshake on a connection that was opened with `tls: "later"`. */
  startTls() {
    this.#socket = tls.connect({
      socket: this.#tcp,
      secureContext,
      rejectUnauthorized: false,
      ...this.#tlsOptions,
    });
    this.#socket.on("error", (error) => this.#fail(error));
    this.#socket.on("secureConnect", () => this.#record("connected"));
    this.#listen();
  }

  /** Everything that was received so far. */
  get received() {
    return Buffer.concat(this.#chunks).toString("latin1");
  }

  /** What came of a response that is not complete: `undefined` where not a byte of one has. */
  get partial() {
    return this.reader.partial;
  }

  get isClosed() {
    return this.events.includes("closed");
  }

  /**
   * `written` is called when the kernel has taken all of it, or with an error.
   * @param {string | Buffer} bytes
   * @param {(error?: Error | null) => void} [written]
   */
  write(bytes, written) {
    this.#socket.write(bytes, written);
    return this;
  }

  pause() {
    this.#socket.pause();
  }

  resume() {
    this.#socket.resume();
  }

  /**
   * Sends FIN after what was written, and goes on reading.
   * @param {() => void} [written]
   */
  end(written) {
    this.#socket.end(written);
  }

  /** Closes at once, like a client that has lost interest. */
  close() {
    this.#socket.destroy();
    this.#tcp.destroy();
  }

  /** RST. */
  reset() {
    this.#tcp.resetAndDestroy();
    this.#socket.destroy();
  }

  /**
   * Calls back when nothing at all has happened for that long.
   * @param {number} ms
   * @param {() => void} call
   */
  afterSilence(ms, call) {
    this.#socket.setTimeout(ms, call);
  }

  #listen() {
    this.#socket.on("data", (chunk) => this.#read(chunk));
    this.#socket.on("end", () => {
      this.#add(this.reader.end());
      this.#record("fin");
    });
    this.#socket.on("close", () => this.#record("closed"));
  }

  /** @param {string} event */
  #record(event) {
    this.events.push(event);
    this.#listeners.heard(event);
  }

  /**
   * With TLS the same error may be emitted twice.
   * @param {NodeJS.ErrnoException} error
   */
  #fail(error) {
    if (this.error) return;
    this.error = error;
    this.#record(`error ${error.code ?? error.message}`);
  }

  /** @param {Buffer} chunk */
  #read(chunk) {
    if (this.#keepBody === true) this.#chunks.push(chunk);
    try {
      this.#add(this.reader.push(chunk));
    } catch (error) {
      this.error ??= /** @type {Error} */ (error);
      this.#socket.destroy();
    }
    this.#listeners.took?.(chunk);
  }

  /** @param {RawResponse[]} responses */
  #add(responses) {
    for (const response of responses) {
      this.responses.push(response);
      this.#record(`response ${response.status}`);
    }
  }
}
