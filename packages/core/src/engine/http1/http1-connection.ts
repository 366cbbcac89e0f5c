import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { ConnectionState, Cut } from "../../report.js";
import type { Connection } from "../connections/connection.js";
import { type ConnectionTracker, isDraining } from "../connections/connection-tracker.js";
import { endEventStream } from "../connections/end-event-stream.js";
import { ownGraceMs, turnaroundMs } from "../limits.js";
import { cutSocket } from "./cut-socket.js";
import { cutOf, type Exchange, markClose, watchFlush } from "./exchange.js";
import { isBodyArriving } from "./is-body-arriving.js";
import { lingerOn } from "./linger-on.js";

/** Shared by all idle connections: an array each would be the largest part of what a connection costs. */
const NONE: readonly Exchange[] = [];

/**
 * A connection that speaks HTTP/1, with or without TLS. While the server serves, none of its methods is called: see
 * `RequestList`.
 */
export class Http1Connection implements Connection {
  readonly #tracker: ConnectionTracker;
  readonly #socket: Socket;
  readonly #isListed: boolean;
  readonly #closeIdle: (() => void) | undefined;
  /** In flight, the oldest first. */
  #exchanges: readonly Exchange[] = NONE;
  /** The last recorded `socket.bytesRead`. If it has grown since, part of a new request may have arrived. */
  #bytesRecorded: number | undefined;
  /** Node has taken the connection for idle since `bytesRead` was recorded. */
  #isIdle = false;
  /** The request whose response is sent and whose body is still arriving, if there is one. */
  #unreadRequest: IncomingMessage | undefined;
  /** The last response may have reached the client before the drain began, and said keep-alive. */
  #clientExpectsKeepAlive = true;
  /** How many responses have ended so short a time ago that their client may be sending its next request. */
  #turnarounds = 0;
  #isLingering = false;

  constructor(
    tracker: ConnectionTracker,
    socket: Socket,
    /**
     * Whether the server has listened: Node lists the connections of such servers only, and cannot be asked about
     * others.
     */
    isListed: boolean,
    /** Closes all idle connections of the server. Given where only the server itself knows which are idle. */
    closeIdle?: () => void,
  ) {
    this.#tracker = tracker;
    this.#socket = socket;
    this.#isListed = isListed;
    this.#closeIdle = closeIdle;
  }

  get state(): ConnectionState {
    return this.#exchanges.length > 0 ? "active" : "idle";
  }

  isReceiving(idle: ReadonlySet<Duplex>): boolean {
    const socket = this.#socket;
    return this.#exchanges.length === 0 && this.#isListed && socket.bytesRead !== 0 && !idle.has(socket);
  }

  get isFlushing(): boolean {
    return this.#exchanges.some(({ response }) => response.writableEnded);
  }

  get exchanges(): readonly Exchange[] {
    return this.#exchanges;
  }

  /** The response to a request of the `RequestList` may be sent already, with the body still arriving. */
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
    if (this.#closeIdle && isBodyArriving(request)) request.once("end", () => this.#markLast());
    watchFlush(exchange);
    response.on("close", () => this.#end(exchange));
    if (tracker.stage === "serving") return;
    tracker.countRequests("total");
    this.#markLast();
    if (!isDraining(tracker)) return;
    // While responses do not say close, this client expects keep-alive like the client of an idle connection.
    this.#clientExpectsKeepAlive = tracker.suppressConnectionClose;
    endEventStream(exchange, tracker);
  }

  /** For a connection that is older than the engine: the response to `request` was sent. */
  adopt(request: IncomingMessage): void {
    this.#clientExpectsKeepAlive = false;
    this.#completed(request);
  }

  disableKeepAlive(): void {
    this.#tracker.countRequests("total", this.#exchanges.length);
    // Before the application hears of the drain: a response that it ends at the signal had not reached the client
    // before.
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
    if (this.#turnarounds > 0) return;
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
    // Where a connection breaks, Node emits nothing on a response that is queued after another one.
    for (const exchange of this.#exchanges) this.#tracker.requestEnded(exchange.response, exchange.isFlushed);
    this.#exchanges = NONE;
  }

  /** A response is closed: flushed, or aborted by its client. */
  #end(exchange: Exchange): void {
    if (!this.#exchanges.includes(exchange)) return;
    this.#exchanges = this.#exchanges.filter((other) => other !== exchange);
    this.#tracker.requestEnded(exchange.response, exchange.isFlushed);
    if (this.#exchanges.length === 0) this.#completed(exchange.request);
  }

  /** Every request in flight is answered and flushed; `request` was the last. */
  #completed(request: IncomingMessage): void {
    if (!request.complete) this.#afterEarlyResponse(request);
    else if (isDraining(this.#tracker)) this.#closeAfterTurnaround();
  }

  /** Whether a response that says close is being sent or was sent: the connection ends after it. */
  get #hasSaidClose(): boolean {
    if (this.#socket.writableEnded) return true;
    return this.#exchanges.some(({ response }) => response.headersSent && !response.shouldKeepAlive);
  }

  /**
   * Marks the last response in flight to say close, and no other: Node ends the connection after the response that says
   * so. A response that is queued after it would never be sent, although its handler ran.
   */
  #markLast(): void {
    const last = this.#exchanges.at(-1);
    for (const exchange of this.#exchanges) {
      if (exchange.response.headersSent || (this.#closeIdle && isBodyArriving(exchange.request))) continue;
      if (exchange !== last) exchange.unmarkClose?.();
      else if (!this.#tracker.suppressConnectionClose)
        exchange.unmarkClose ??= markClose(exchange, this.#tracker);
    }
  }

  #closeAfterTurnaround(): void {
    const tracker = this.#tracker;
    const socket = this.#socket;
    // If the response said close, Node ends the connection.
    if (socket.destroyed || socket.writableEnded) return;
    // A client that expects keep-alive may have sent its next request already: the idle grace is for that request. If
    // the common grace is over, this connection gets a grace of its own.
    const hasOwnGrace = this.#clientExpectsKeepAlive && tracker.stage === "grace-over";
    this.#turnarounds++;
    tracker.later((hasOwnGrace ? ownGraceMs : turnaroundMs)(tracker.limits), () => {
      this.#turnarounds--;
      if (!this.#clientExpectsKeepAlive || tracker.stage === "grace-over")
        tracker.afterIdleCheck(() => this.idleGraceElapsed());
    });
  }

  /**
   * Call it after an idle check and one more turn of the event loop, so that readable bytes are read. A plain socket is
   * destroyed and never ended: with the parser attached, a request in transit would run its handler without a
   * connection to answer on. On TLS `destroySoon` also sends close_notify.
   */
  #closeIfIdle(): void {
    const socket = this.#socket;
    if (this.#exchanges.length > 0 || socket.writableEnded) return;
    // Before version 26 Node does not take a connection for idle that never sent a byte.
    if (socket.bytesRead !== 0 && !(this.#isIdle && socket.bytesRead === this.#bytesRecorded)) return;
    // It is closed, or upgraded meanwhile.
    if (this.#tracker.connections.get(socket) !== this) return;
    if (this.#closeIdle && !this.#tracker.isFlushing) this.#closeIdle();
    else if ("encrypted" in socket) socket.destroySoon();
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

  #linger(request: IncomingMessage): void {
    if (this.#isLingering) return;
    this.#isLingering = true;
    lingerOn(this.#socket, request, this.#tracker, this.#closeIdle === undefined);
  }
}
