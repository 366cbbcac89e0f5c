import { channel } from "node:diagnostics_channel";
import { EventEmitter } from "node:events";
import { Server as NetServer } from "node:net";
import type { Server } from "../../src/target.js";
import { FakeRequest, type FakeRequestOptions, FakeResponse } from "./fake-exchange.js";
import { type FakePeer, FakeSession, type FakeStream } from "./fake-session.js";
import { FakeSocket, FakeTlsSocket } from "./fake-socket.js";
import type { Journal } from "./journal.js";

const REQUEST_START = channel("http.server.request.start");

/** A `net.Server` whose clients are played by the test. */
export class FakeServer extends EventEmitter {
  listening = true;
  protected readonly sockets = new Set<FakeSocket>();

  constructor(protected readonly journal: Journal) {
    super();
  }

  get asServer(): Server {
    return this as unknown as Server;
  }

  listen(): void {
    this.listening = true;
    this.emit("listening");
  }

  accept(name: string): FakeSocket {
    const socket = new FakeSocket(name, this.journal);
    this.adopt(socket);
    this.emit("connection", socket);
    return socket;
  }

  /** A connection that nobody was told of: it was there before the engine was attached. */
  adopt(socket: FakeSocket): void {
    this.sockets.add(socket);
    socket.once("close", () => {
      this.sockets.delete(socket);
      this.journal.note(`${socket.name}: closed`);
      if (!this.listening && this.sockets.size === 0) this.emit("close");
    });
  }

  /** Node tells its channel of a request before anybody else. */
  tell(event: string, response: FakeResponse): void {
    const { req: request } = response;
    REQUEST_START.publish({ request, response, socket: request.socket, server: this });
    this.emit(event, request, response);
  }

  getConnections(callback: (error: null, count: number) => void): void {
    process.nextTick(callback, null, this.sockets.size);
  }

  /**
   * What `net.Server.prototype.close` calls in the end, the one method of a server that the engine takes from there.
   */
  _emitCloseIfDrained(): void {
    this.listening = false;
    this.journal.note("listener closed");
    if (this.sockets.size === 0) process.nextTick(() => this.emit("close"));
  }
}

// As a real one is told, without a listener of its own.
Object.setPrototypeOf(FakeServer.prototype, NetServer.prototype);

export class FakeHttpServer extends FakeServer {
  /** What `http.Server.prototype.close` does to a server that is closed already: it emits `close` once more. */
  close(): this {
    process.nextTick(() => this.emit("close"));
    return this;
  }

  /** Those that Node's parsers read from: of a TLS connection the upper one. */
  protected get parsed(): Iterable<FakeSocket> {
    return this.sockets;
  }

  /** As Node does: see `FakeSocket.isIdleForNode`. */
  closeIdleConnections(): void {
    for (const socket of this.parsed) if (socket.isIdleForNode) socket.destroy();
  }

  closeAllConnections(): void {
    this.journal.note("closeAllConnections");
  }

  /** A request whose headers are complete. */
  request(socket: FakeSocket, url = "/", options: FakeRequestOptions = {}): FakeResponse {
    socket.receive(100);
    const response = new FakeResponse(new FakeRequest(url, socket, options));
    this.tell("request", response);
    return response;
  }

  /** A connection that leaves HTTP; the application must listen to `upgrade`, as in Node. */
  upgrade(socket: FakeSocket, protocol = "websocket"): void {
    socket.receive(100);
    this.emit("upgrade", new FakeRequest("/", socket, { headers: { upgrade: protocol } }), socket);
  }
}

export class FakeHttpsServer extends FakeHttpServer {
  readonly #secured = new Set<FakeTlsSocket>();

  protected override get parsed(): Iterable<FakeSocket> {
    return this.#secured;
  }

  setSecureContext(): void {}

  /** The handshake of an accepted connection is done. */
  secure(socket: FakeSocket): FakeTlsSocket {
    const secured = new FakeTlsSocket(socket, this.journal);
    this.#secured.add(secured);
    secured.once("close", () => this.#secured.delete(secured));
    this.emit("secureConnection", secured);
    return secured;
  }
}

export class FakeHttp2Server extends FakeServer {
  updateSettings(): void {}

  /** A connection and its session, of which Node tells in the same tick. */
  session(name: string, peer: FakePeer = "polite"): FakeSession {
    const session = new FakeSession(this.accept(name), this.journal, peer);
    this.emit("session", session);
    session.greet();
    return session;
  }

  stream(session: FakeSession, path = "/", headers: Record<string, string> = {}): FakeStream {
    const stream = session.open();
    this.emit("stream", stream, { ":method": "GET", ":path": path, ...headers });
    return stream;
  }
}
