import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createHttp2, type Http2Server, type ServerHttp2Session } from "node:http2";
import { createServer as createHttps } from "node:https";
import type { Socket } from "node:net";
import { WebSocketServer } from "ws";
import { tlsIdentity } from "../../../../test-kit/tls-identity.mjs";

/** A fault: each method replaces a part of the correct behaviour. */
export interface Fault {
  /** The protocol, if it is not HTTP/1.1 in plain text. */
  readonly protocol?: "h2c" | "tls";
  /** Called before the server listens. */
  setUp?(server: SmallServer): void;
  /** Called instead of the drain. */
  onSignal?(server: SmallServer): void;
  /** Called before an answer. Returns true if it has answered, or no answer is to be given. */
  onRequest?(server: SmallServer, request: IncomingMessage, response: ServerResponse): boolean;
  onConnection?(server: SmallServer, socket: Socket): void;
}

/** How long a connection may be idle after the signal. */
const IDLE_MS = 300;
const SWEEP_MS = 50;
const DEADLINE_MS = 15_000;
/** The listener closes after this time without a new connection: connections in the kernel's queue would be reset. */
const QUIET_MS = 500;
const BIG = Buffer.alloc(16 * 1024 * 1024, "b");
const SLOW_MS = 800;

/** A server that shuts down correctly, in as few lines as possible. Faults replace parts of it. */
export class SmallServer {
  readonly http: Server | Http2Server;
  readonly sockets = new Set<Socket>();
  /** The responses in progress, each with its socket. */
  readonly responses = new Map<ServerResponse, Socket>();
  readonly streams = new Set<ServerResponse>();
  readonly sessions = new Set<ServerHttp2Session>();
  readonly webSockets = new WebSocketServer({ noServer: true });
  /** When the last answer ended, and how many bytes had been read by then. */
  readonly #idleSince = new WeakMap<Socket, { at: number; bytesRead: number }>();
  #newestAt = 0;
  signals = 0;
  signalledAt = 0;

  constructor(readonly fault: Fault) {
    const onRequest = (request: IncomingMessage, response: ServerResponse) => this.#serve(request, response);
    if (fault.protocol === "h2c") this.http = createHttp2(onRequest as never);
    else if (fault.protocol === "tls") this.http = createHttps(tlsIdentity, onRequest) as unknown as Server;
    else this.http = createServer({ keepAliveTimeout: 0 }, onRequest);
    // `close()` calls it, and it destroys connections whose answer is not flushed.
    if ("closeIdleConnections" in this.http) this.http.closeIdleConnections = () => {};
    this.http.on("connection", (socket: Socket) => {
      this.#newestAt = performance.now();
      fault.onConnection?.(this, socket);
    });
    this.http.on(fault.protocol === "tls" ? "secureConnection" : "connection", (socket: Socket) => {
      this.sockets.add(socket);
      this.#idleSince.set(socket, { at: performance.now(), bytesRead: 0 });
      socket.once("close", () => this.sockets.delete(socket));
      socket.on("error", () => {});
    });
    this.http.on("session", (session: ServerHttp2Session) => {
      this.sessions.add(session);
      session.once("close", () => this.sessions.delete(session));
    });
    this.http.on("upgrade", (request: IncomingMessage, socket: Socket, head: Buffer) => {
      this.webSockets.handleUpgrade(request, socket, head, () => {});
    });
    fault.setUp?.(this);
    process.on("SIGTERM", () => {
      this.signals += 1;
      this.signalledAt = performance.now();
      if (fault.onSignal) fault.onSignal(this);
      else this.drain();
    });
  }

  get isDraining(): boolean {
    return this.signals > 0;
  }

  listen(port: number): void {
    this.http.listen(port);
  }

  /** The correct behaviour. */
  drain(): void {
    if (this.signals > 1) this.end();
    for (const response of this.responses.keys())
      if (!response.headersSent && this.fault.protocol !== "h2c") response.setHeader("Connection", "close");
    for (const response of this.streams) response.end();
    for (const client of this.webSockets.clients) client.close(1001);
    for (const session of this.sessions) session.close();
    this.#closeWhenQuiet();
    setInterval(() => this.closeIdle(), SWEEP_MS).unref();
    setTimeout(() => this.end(), DEADLINE_MS).unref();
  }

  #closeWhenQuiet(): void {
    const quietMs = performance.now() - this.#newestAt;
    if (quietMs > QUIET_MS) this.http.close();
    else setTimeout(() => this.#closeWhenQuiet(), QUIET_MS - quietMs + 1);
  }

  /** Closes connections without a request, not even part of one. */
  closeIdle(): void {
    for (const socket of this.sockets) if (this.isIdle(socket)) socket.destroy();
  }

  end(): void {
    process.exit(0);
  }

  isIdle(socket: Socket): boolean {
    const since = this.#idleSince.get(socket);
    if (since === undefined || this.isBusy(socket) || socket.writableLength > 0) return false;
    const isInHead = socket.bytesRead > since.bytesRead;
    return !isInHead && performance.now() - Math.max(since.at, this.signalledAt) > IDLE_MS;
  }

  isBusy(socket: Socket): boolean {
    return [...this.responses.values()].includes(socket);
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    this.responses.set(response, request.socket);
    response.once("close", () => {
      this.responses.delete(response);
      this.#idleSince.set(request.socket, { at: performance.now(), bytesRead: request.socket.bytesRead });
    });
    if (this.fault.onRequest?.(this, request, response)) return;
    if (this.isDraining && request.httpVersionMajor === 1) response.setHeader("Connection", "close");
    const path = request.url?.split("?")[0];
    request.resume();
    request.once("end", () => this.answer(path, request, response));
  }

  answer(path: string | undefined, request: IncomingMessage, response: ServerResponse): void {
    switch (path) {
      case "/slow":
        setTimeout(() => response.end("slow\n"), SLOW_MS);
        break;
      case "/big":
        response.setHeader("Content-Length", BIG.length).end(BIG);
        break;
      case "/events":
        response.writeHead(200, { "Content-Type": "text/event-stream" }).write("data: one\n\n");
        this.streams.add(response);
        break;
      case "/chat":
        this.chat(response, 10);
        break;
      case "/readyz":
        response.writeHead(this.isDraining ? 503 : 200).end();
        break;
      case "/livez":
        response.writeHead(200).end();
        break;
      default:
        console.log(`${request.method} ${request.url}`);
        response.end("hello\n");
    }
  }

  chat(response: ServerResponse, left: number): void {
    if (left === 0) {
      response.end();
      return;
    }
    if (!response.writableEnded) response.write(`token ${left}\n`);
    setTimeout(() => this.chat(response, left - 1), 60);
  }
}
