import { Condition } from "./condition.mjs";
import { RawSocket } from "./raw-socket.mjs";
import { requestText } from "./requests.mjs";

/**
 * @typedef {import("./raw-socket.mjs").Address} Address
 * @typedef {import("./raw-socket.mjs").ConnectOptions} ConnectOptions
 * @typedef {import("./requests.mjs").RequestOptions} RequestOptions
 */

/** Enough of the received bytes to see what went wrong. */
const SHOWN = 1_500;

/** A client that follows a script. Every wait has a bound, and fails with what was received. */
export class RawClient extends RawSocket {
  #condition = new Condition();
  #requests = 0;

  /**
   * Does not wait for the connection: what is written before is sent once it is open.
   * @param {Address} address
   * @param {ConnectOptions} [options]
   */
  constructor(address, options = {}) {
    const changed = () => this.#condition.changed();
    super(address, options, { heard: changed, took: changed });
  }

  /**
   * Resolves when the connection, with TLS the handshake, is complete on this side.
   * @param {Address} address
   * @param {ConnectOptions} [options]
   */
  static async connect(address, options = {}) {
    const client = new RawClient(address, options);
    await client.#until("a connection", () => client.events.includes("connected"));
    return client;
  }

  /**
   * Resolves when the kernel has accepted the bytes: for a client that sends a lot before it reads.
   * @param {Buffer} bytes
   */
  async flushed(bytes) {
    let taken = false;
    this.write(bytes, () => {
      taken = true;
      this.#condition.changed();
    });
    await this.#until(`${bytes.length} bytes to be sent`, () => taken);
  }

  /**
   * Writes one whole request, HTTP/1.1 with `Host`, unless `version` says otherwise.
   * @param {string} method
   * @param {string} path
   * @param {RequestOptions} [options]
   */
  request(method, path, options = {}) {
    if (method === "HEAD") this.reader.headRequests.add(this.#requests);
    this.#requests++;
    return this.write(requestText(method, path, options));
  }

  /**
   * @param {string} path
   * @param {Record<string, string>} [headers]
   */
  get(path, headers) {
    return this.request("GET", path, { headers });
  }

  /** Resolves to the response to the `n`th request when it is complete. Rejects as soon as it cannot come any more. */
  response(n = this.#requests) {
    return this.#until(`response ${n}`, () => this.responses[n - 1]);
  }

  /** The `n`th interim response (100 Continue). */
  interim(n = 1) {
    return this.#until(`interim response ${n}`, () => this.reader.interim[n - 1]);
  }

  /**
   * Resolves with all that was received when `text` is in it so many times, in whatever framing.
   * @param {string} text
   */
  async receives(text, times = 1) {
    await this.#until(JSON.stringify(text), () => this.received.split(text).length > times);
    return this.received;
  }

  /**
   * Resolves with all that was received when the server closed in good order: FIN, no reset, no response left half,
   * nothing after the last.
   */
  async ended() {
    await this.closed();
    const broken = (/** @type {string} */ how) => new Error(`closed ${how}\n${this.#describe()}`);
    if (this.error) throw Object.assign(broken("with an error"), { cause: this.error });
    if (!this.events.includes("fin")) throw broken("without FIN");
    if (!this.reader.betweenResponses) throw broken("within a response");
    return this.received;
  }

  /** Resolves when there is a response, or will be none. */
  async settled() {
    await this.#seen("a response or the end", () => this.responses.length > 0 || this.isClosed);
  }

  /** Resolves when the connection is closed in whatever way: `by` is `fin`, or the code of the error. */
  async closed() {
    await this.#seen("the connection to close", () => this.isClosed);
    return { received: this.received, by: this.error ? (this.error.code ?? this.error.message) : "fin" };
  }

  /**
   * @param {string} what
   * @param {() => boolean} probe
   */
  #seen(what, probe) {
    return this.#condition.until(what, probe, () => this.#describe());
  }

  /**
   * Like `#seen`, for something that cannot come after the connection has ended.
   * @template T
   * @param {string} what
   * @param {() => T | undefined | false} probe
   */
  #until(what, probe) {
    const look = () => {
      const answer = probe();
      if (!answer && this.error) throw this.error;
      if (!answer && this.isClosed) throw new Error("the connection closed before");
      return answer;
    };
    return this.#condition.until(what, look, () => this.#describe());
  }

  #describe() {
    const { received } = this;
    const more = received.length > SHOWN ? `... (${received.length} bytes)` : "";
    const shown = JSON.stringify(received.slice(0, SHOWN) + more);
    return `client saw: ${this.events.join(", ") || "nothing"}\nreceived: ${shown}`;
  }
}
