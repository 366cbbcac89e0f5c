import { Server } from "node:net";

/** How much of a million sockets nobody has descriptors for: what the engine looks at, and Node's list of idle ones. */
export class FakeSocket {
  bytesRead = 200;
  destroyed = false;
  writableEnded = false;
  remoteAddress = "203.0.113.7";
  remotePort = 40_000;
  #onClose;

  constructor(server) {
    this.server = server;
  }

  on(event, listener) {
    if (event === "close") this.#onClose = listener;
  }

  off() {
    this.#onClose = undefined;
  }

  destroy() {
    if (this.destroyed) return;
    this.destroyed = true;
    spin(this.server.destroyUs);
    process.nextTick(() => {
      this.server.forget(this);
      this.#onClose?.call(this);
    });
  }
}

/**
 * An `http.Server` without a listener of its own, whose connections are idle after one request each. The engine asks
 * only servers of `node:net` which connections are idle.
 */
export class FakeServer extends Server {
  /** @override */
  listening = true;
  sockets = new Set();

  /** `destroyUs`: how many microseconds it takes to close a connection, which the kernel has to do as well. */
  constructor(destroyUs) {
    super();
    this.destroyUs = destroyUs;
  }

  accept() {
    const socket = new FakeSocket(this);
    this.sockets.add(socket);
    this.emit("connection", socket);
  }

  forget(socket) {
    this.sockets.delete(socket);
    if (!this.listening && this.sockets.size === 0) this.emit("close");
  }

  /** @override */
  getConnections(callback) {
    process.nextTick(callback, null, this.sockets.size);
    return this;
  }

  closeIdleConnections() {
    for (const socket of this.sockets) socket.destroy();
  }

  closeAllConnections() {
    this.closeIdleConnections();
  }

  /** What `net.Server.prototype.close` calls in the end. */
  _emitCloseIfDrained() {
    this.listening = false;
  }
}

function spin(us) {
  if (us === 0) return;
  const until = performance.now() + us / 1_000;
  while (performance.now() < until);
}
