import { setTimeout as sleep } from "node:timers/promises";
import { RawSocket } from "../../../test-kit/raw-socket.mjs";

/** A connection of a client that follows no rules. It never throws, whatever the server does. */
export class HostileSocket extends RawSocket {
  /**
   * The time of its end, whichever side ended it.
   * @type {number | undefined}
   */
  endedAt;
  /** Whether its own client has ended it. */
  hasLeft = false;
  #secure;

  /**
   * Resolves when it is connected, with `secure` after the handshake. Resolves to `undefined` if nothing listens any
   * more.
   * @param {number} port
   * @param {boolean} secure
   * @returns {Promise<HostileSocket | undefined>}
   */
  static open(port, secure) {
    return new Promise((resolve) => {
      const socket = new HostileSocket(port, secure, (event) => {
        if (event === "connected") resolve(socket);
        else if (event.startsWith("error") || event === "closed") resolve(undefined);
      });
    });
  }

  /**
   * @private
   * @param {number} port
   * @param {boolean} secure
   * @param {(event: string) => void} heard
   */
  constructor(port, secure, heard) {
    super(
      { port },
      { tls: secure, stays: true, keepBody: false, noDelay: true },
      {
        heard: (event) => {
          if (event === "fin" || event === "closed") this.endedAt ??= performance.now();
          heard(event);
        },
      },
    );
    this.#secure = secure;
  }

  get isOpen() {
    return this.endedAt === undefined;
  }

  /** @param {string | Buffer} bytes */
  send(bytes) {
    if (this.isOpen) this.write(bytes);
  }

  /** @param {"reset" | "close"} how */
  leave(how) {
    if (this.isOpen) this.hasLeft = true;
    if (how === "reset" && !this.#secure) this.reset();
    else this.close();
  }

  /**
   * Waits until it is closed or its server is gone, at most `ms`. A client that does not read gets no event at the end.
   * @param {number} ms
   * @param {() => boolean} isGone
   */
  async stay(ms, isGone) {
    const until = performance.now() + ms;
    while (this.isOpen && !isGone() && performance.now() < until) await sleep(10);
    if (isGone()) this.endedAt ??= performance.now();
  }
}
