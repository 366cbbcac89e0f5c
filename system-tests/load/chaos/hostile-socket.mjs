import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { connect as connectTls } from "node:tls";

/** A connection of somebody who keeps to no rule: it never throws, whatever the server does to it. */
export class HostileSocket {
  /** When it ended, whoever did it. */
  endedAt;
  /** It was let go by its own client. */
  hasLeft = false;
  received = 0;
  #socket;

  constructor(socket) {
    this.#socket = socket;
    socket.on("error", () => {});
    socket.on("data", (bytes) => {
      this.received += bytes.length;
    });
    for (const event of ["end", "close"]) {
      socket.on(event, () => {
        this.endedAt ??= performance.now();
      });
    }
  }

  get isOpen() {
    return this.endedAt === undefined;
  }

  send(bytes) {
    if (this.isOpen && this.#socket.writable) this.#socket.write(bytes);
  }

  /** Reads no more: what the server sends piles up there. */
  pause() {
    this.#socket.pause();
  }

  /** FIN, and goes on listening. */
  halfClose() {
    this.#socket.end();
  }

  leave(how) {
    if (this.isOpen) this.hasLeft = true;
    // Of a TLS socket Node resets nothing.
    if (how === "reset" && !this.#socket.encrypted) this.#socket.resetAndDestroy();
    else this.#socket.destroy();
  }

  /** Until it is closed, or its server is gone, or for `ms` at most. Who does not read is told of no end. */
  async stay(ms, isGone) {
    const until = performance.now() + ms;
    while (this.isOpen && !isGone() && performance.now() < until) await sleep(10);
    if (isGone()) this.endedAt ??= performance.now();
  }
}

/** Connects; `undefined` where nobody listens any more. `secure`: the handshake is done. */
export function openHostile(port, secure) {
  return new Promise((resolve) => {
    const where = { port, host: "127.0.0.1", noDelay: true, allowHalfOpen: true };
    const socket = secure ? connectTls({ ...where, rejectUnauthorized: false }) : connect(where);
    socket.once("error", () => resolve(undefined));
    socket.once(secure ? "secureConnect" : "connect", () => resolve(new HostileSocket(socket)));
  });
}
