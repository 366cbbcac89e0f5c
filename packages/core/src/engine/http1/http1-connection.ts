import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { ConnectionState, Cut } from "../../report.js";
import type { Connection } from "../connections/connection.js";
import { type ConnectionTracker, isDraining } from "../connections/connection-tracker.js";
import { endEventStream } from "../connections/event-stream.js";
import { LINGER_MS, ownGraceMs, TURNAROUND_MS } from "../limits.js";
import { cutSocket } from "./cut-socket.js";
import { cutOf, type Exchange, markClose, restoreConnection } from "./exchange.js";

/** One for all that are idle: an array each would be the largest part of what a connection costs. */
const NONE: readonly Exchange[] = [];

/** A connection that speaks HTTP/1, in plain or inside TLS. While the server serves it hears of nothing: see `RequestList`. */
export class Http1Connection implements Connection {
  readonly #tracker: ConnectionTracker;
  readonly #socket: Socket;
  readonly #isListed: boolean;
  /** In flight, the oldest first. */
  #exchanges: readonly Exchange[] = NONE;
  /** `socket.bytesRead` when it was noted last: where it has moved since, part of a new request may have arrived. */
  #bytesRecorded: number | undefined;
  /** Node has held it for idle since then. */
  #isIdle = false;
  /** A request whose response is out, and whose body is still arriving. */
  #unreadRequest: IncomingMessage | undefined;
  /** The client was told keep-alive in a response that it may have had before the drain began. */
  #clientExpectsKeepAlive = true;
  #isLingering = false;

  constructor(
    tracker: ConnectionTracker,
    socket: Socket,
    /** Node lists the connections of servers that have listened, and can be asked about no others. */
    isListed: boolean,
  ) {
    this.#tracker = tracker;
    this.#socket = socket;
    this.#isListed = isListed;
  }

  get state(): ConnectionState {
    return this.inFlight > 0 ? "active" : "idle";
  }

  isReceiving(idle: ReadonlySet<Duplex>): boolean {
    const socket = this.#socket;
    return this.inFlight === 0 && this.#isListed && socket.bytesRead !== 0 && !idle.has(socket);
  }

  get inFlight(): number {
    return this.#exchanges.length;
  }

  get oldest(): Connection["oldest"] {
    return this.#exchanges[0];
  }

  /** Of a request that was listed the response may be out already, and its body still arriving. */
  addExchange(exchange: Exchange): void {
    const tracker = this.#tracker;
    const { request, response } = exchange;
    if (response.destroyed) {
      this.#afterEarlyResponse(request);
      return;
    }
    if (tracker.stage !== "serving" && this.#hasSaidClose) {
      tracker.afterClose.add(response);
      return;
    }
    this.#exchanges = [...this.#exchanges, exchange];
    response.on("close", () => this.#end(exchange));
    if (tracker.stage === "serving") return;
    tracker.requestStarted();
    this.#markLast();
    if (!isDraining(tracker)) return;
    // Answered while nobody is told to close, its client is left with a promise like any idle one.
    this.#clientExpectsKeepAlive = tracker.suppressConnectionClose;
    endEventStream(exchange, tracker);
  }

  /** A request whose answer is the engine's own 503. */
  refuse(response: ServerResponse): void {
    const exchange = this.#exchanges.find((other) => other.response === response);
    if (exchange) exchange.countsAs = "refused";
  }

  /** Adopts a connection that existed before the engine, whose response to `request` is out. */
  adopt(request: IncomingMessage): void {
    this.#clientExpectsKeepAlive = false;
    this.#completed(request);
  }

  disableKeepAlive(): void {
    if (this.#exchanges === NONE) return;
    this.#tracker.requestStarted(this.inFlight);
    // Now, before the application hears of the drain: a response that it ends at the signal was not out before.
    for (const { response } of this.#exchanges)
      if (!response.writableEnded) this.#clientExpectsKeepAlive = false;
    this.#markLast();
  }

  resumeConnectionClose(): void {
    this.#markLast();
  }

  drain(): void {
    for (const exchange of this.#exchanges) endEventStream(exchange, this.#tracker);
  }

  idleGraceElapsed(): void {
    this.#clientExpectsKeepAlive = false;
    if (this.#unreadRequest) this.#linger(this.#unreadRequest);
    else this.#closeIfIdle();
  }

  recordBytes(): void {
    const { bytesRead } = this.#socket;
    if (bytesRead === this.#bytesRecorded) return;
    this.#bytesRecorded = bytesRead;
    this.#isIdle = !this.#isListed;
  }

  confirmIdle(): void {
    this.#isIdle = true;
  }

  cut(idle: ReadonlySet<Duplex>): Cut[] {
    const now = this.#tracker.clock.now();
    const cuts: Cut[] = this.#exchanges.map((exchange) => cutOf(exchange, now));
    if (this.isReceiving(idle) && !this.#isLingering) {
      cuts.push({ kind: "connection", state: "receiving", remote: this.#socket.remoteAddress });
    }
    const [sending] = this.#exchanges;
    this.#exchanges = NONE;
    cutSocket(this.#socket, sending?.response);
    return cuts;
  }

  socketClosed(): void {
    // Queued behind another response, a response whose connection breaks is never told so by Node.
    this.#tracker.requestEnded("aborted", this.inFlight);
    this.#exchanges = NONE;
  }

  /** A response of it is closed: flushed or given up. */
  #end(exchange: Exchange): void {
    const { request, response } = exchange;
    if (!this.#exchanges.includes(exchange)) return;
    this.#exchanges = this.#exchanges.filter((other) => other !== exchange);
    // On a broken connection `writableFinished` forgets what was not flushed.
    const isAborted = !response.writableFinished || this.#socket.destroyed;
    this.#tracker.requestEnded(isAborted ? "aborted" : (exchange.countsAs ?? "answered"));
    if (this.#exchanges.length === 0) this.#completed(request);
  }

  /** Everything in flight is answered and flushed; `request` was the last. */
  #completed(request: IncomingMessage): void {
    if (!request.complete) this.#afterEarlyResponse(request);
    else if (isDraining(this.#tracker)) this.#closeAfterTurnaround();
  }

  /** A response that says close is on its way, or out: the connection ends behind it. */
  get #hasSaidClose(): boolean {
    if (this.#socket.writableEnded) return true;
    return this.#exchanges.some(({ response }) => response.headersSent && !response.shouldKeepAlive);
  }

  /**
   * Only the last response in flight may say close: Node ends the connection behind the one that does, and what is queued
   * after it would never be sent although its handler ran.
   */
  #markLast(): void {
    const last = this.#exchanges.at(-1);
    for (const exchange of this.#exchanges) {
      if (exchange.response.headersSent) continue;
      if (exchange !== last) restoreConnection(exchange);
      else if (!this.#tracker.suppressConnectionClose) exchange.savedConnection ??= markClose(exchange);
    }
  }

  #closeAfterTurnaround(): void {
    const tracker = this.#tracker;
    const socket = this.#socket;
    // Where the response said close, Node ends the connection by itself.
    if (socket.destroyed || socket.writableEnded) return;
    // It may have sent its next request already: the idle grace is its chance.
    if (!this.#clientExpectsKeepAlive)
      tracker.later(TURNAROUND_MS, () => tracker.afterIdleCheck(() => this.#closeIfIdle()));
    // Where the grace of all is over, it has one of its own.
    else if (tracker.stage === "grace-over") {
      tracker.later(ownGraceMs(tracker.limits), () => tracker.afterIdleCheck(() => this.idleGraceElapsed()));
    }
  }

  /**
   * After a check, and a turn of the event loop behind it, so that bytes which were readable are seen as such. `destroy`, never
   * `end`, on a plain socket: with the parser attached, a request in transit would run its handler with nobody to answer to. In
   * TLS `destroySoon` also says that this end is no truncation.
   */
  #closeIfIdle(): void {
    const socket = this.#socket;
    if (this.#exchanges.length > 0 || socket.writableEnded) return;
    // One that never sent a byte is not idle for Node before version 26.
    if (socket.bytesRead !== 0 && !(this.#isIdle && socket.bytesRead === this.#bytesRecorded)) return;
    // Gone, or upgraded meanwhile.
    if (this.#tracker.connections.get(socket) !== this) return;
    if ("encrypted" in socket) socket.destroySoon();
    else socket.destroy();
  }

  #afterEarlyResponse(request: IncomingMessage): void {
    const tracker = this.#tracker;
    const socket = this.#socket;
    this.#unreadRequest = request;
    request.once("close", () => {
      this.#unreadRequest = undefined;
      if (this.#isLingering) socket.destroy();
      else if (isDraining(tracker)) this.#closeAfterTurnaround();
    });
    if (isDraining(tracker) || (tracker.stage === "keep-alive-disabled" && socket.writableEnded))
      this.#linger(request);
  }

  /**
   * Closing now would reset the connection under a client that is still writing, and the response with it: read on, throw away,
   * close when the body ends or the bound is up.
   */
  #linger(request: IncomingMessage): void {
    if (this.#isLingering) return;
    const socket = this.#socket;
    this.#isLingering = true;
    // Where the response said close, Node has asked the socket to destroy itself behind its FIN.
    socket.off("finish", socket.destroy);
    socket.end();
    request.resume();
    this.#tracker.later(LINGER_MS, () => socket.destroy());
  }
}
