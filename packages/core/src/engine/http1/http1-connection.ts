import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { ConnectionState, Cut } from "../../report.js";
import type { Connection } from "../connections/connection.js";
import { isDraining, type Ledger } from "../connections/ledger.js";
import { endEventStream } from "../event-stream.js";
import { LINGER_MS, ownGraceMs, TURNAROUND_MS } from "../limits.js";
import { cutOf, type Exchange } from "./exchange.js";
import { append, countOf, find, markLast, without } from "./pipeline.js";

/** A connection that speaks HTTP/1, in plain or inside TLS. While the server serves it hears late of what goes on, by `Arrivals`. */
export class Http1Connection implements Connection {
  /** The oldest exchange in flight; those pipelined behind it follow by `next`. */
  private head: Exchange | undefined;
  /**
   * `socket.bytesRead` when the last exchange ended: where it has moved since, part of a new request has arrived, which
   * Node shows in no other public way.
   */
  private bytesAtRest = 0;
  /** The client was told keep-alive in a response that it may have had before the drain began. */
  private promised = true;
  private lingering = false;

  constructor(
    private readonly ledger: Ledger,
    private readonly socket: Socket,
  ) {}

  get state(): ConnectionState {
    if (this.head) return "active";
    return this.isAtRest ? "idle" : "receiving";
  }

  get inFlight(): number {
    return countOf(this.head);
  }

  get oldest(): Connection["oldest"] {
    if (!this.head) return undefined;
    const { request, url, startedAt } = this.head;
    return { method: request.method ?? "GET", url, startedAt };
  }

  /** A request is in flight: its headers are complete, and its response is not closed. */
  begin(exchange: Exchange): void {
    const { ledger } = this;
    const { response } = exchange;
    if (ledger.stage !== "serving" && this.saidClose) {
      ledger.unanswerable.add(response);
      return;
    }
    this.head = append(this.head, exchange);
    response.on("close", () => this.end(exchange));
    if (ledger.stage === "serving") return;
    ledger.counts.requests.total++;
    this.markLast();
    if (!isDraining(ledger)) return;
    // Answered while nobody is told to close, its client is left with a promise like any idle one.
    this.promised = ledger.tellsNobody;
    this.drainExchange(exchange);
  }

  /** A request came, and its response is closed since. */
  passed(exchange: Exchange): void {
    this.bytesAtRest = exchange.bytesAtEnd ?? this.socket.bytesRead;
    if (!exchange.request.complete) this.afterEarlyResponse(exchange.request);
    else if (isDraining(this.ledger)) this.settle();
  }

  /** A request whose answer is the engine's own 503. */
  refuse(response: ServerResponse): void {
    const exchange = find(this.head, response);
    if (exchange) exchange.refused = true;
  }

  /** Adopts a connection that existed before the engine, whose response to `request` is out. */
  adopt(request: IncomingMessage): void {
    this.bytesAtRest = this.socket.bytesRead;
    this.promised = false;
    if (request.complete) this.settle();
    else this.afterEarlyResponse(request);
  }

  announce(): void {
    this.ledger.counts.requests.total += this.inFlight;
    // Now, before the application hears of the drain: a response that it ends at the signal was not out before.
    for (let exchange = this.head; exchange; exchange = exchange.next) {
      if (!exchange.response.writableEnded) this.promised = false;
    }
    this.markLast();
  }

  tellAgain(): void {
    this.markLast();
  }

  drain(): void {
    for (let exchange = this.head; exchange; exchange = exchange.next) this.drainExchange(exchange);
  }

  graceOver(): void {
    this.promised = false;
    if (!this.head) this.closeIfIdle();
  }

  cut(): Cut[] {
    const now = this.ledger.clock.now();
    const cuts: Cut[] = [];
    for (let exchange = this.head; exchange; exchange = exchange.next) cuts.push(cutOf(exchange, now));
    if (this.state === "receiving" && !this.lingering) {
      cuts.push({ kind: "connection", state: "receiving", remote: this.socket.remoteAddress });
    }
    this.head = undefined;
    this.socket.destroy();
    return cuts;
  }

  gone(): void {
    // Queued behind another response, a response whose connection breaks is never told so by Node.
    if (this.ledger.stage !== "serving") this.ledger.counts.requests.aborted += this.inFlight;
    this.head = undefined;
  }

  /** A response of it is closed: flushed or given up. */
  private end(exchange: Exchange): void {
    const { response } = exchange;
    if (!find(this.head, response)) return;
    this.head = without(this.head, exchange);
    if (this.ledger.stage !== "serving") {
      const { requests } = this.ledger.counts;
      // On a broken connection `writableFinished` forgets what was not flushed.
      if (!response.writableFinished || this.socket.destroyed) requests.aborted++;
      else if (exchange.refused) requests.refused++;
      else requests.answered++;
    }
    if (!this.head) this.passed(exchange);
  }

  /** A response that says close is on its way, or out: the connection ends behind it. */
  private get saidClose(): boolean {
    if (this.socket.writableEnded) return true;
    for (let exchange = this.head; exchange; exchange = exchange.next) {
      if (exchange.response.headersSent && !exchange.response.shouldKeepAlive) return true;
    }
    return false;
  }

  private get isAtRest(): boolean {
    return this.socket.bytesRead === this.bytesAtRest;
  }

  private markLast(): void {
    markLast(this.head, this.ledger.tellsNobody);
  }

  private drainExchange(exchange: Exchange): void {
    if (this.ledger.limits.eventStreams === "close") endEventStream(exchange, this.ledger);
  }

  /** Everything in flight is answered and flushed. */
  private settle(): void {
    // Where the response said close, Node ends the connection by itself.
    if (this.socket.destroyed || this.socket.writableEnded) return;
    // It may have sent its next request already: the idle grace is its chance.
    if (this.promised) {
      // Where the grace of all is over, it has one of its own.
      if (this.ledger.stage === "grace-over")
        this.ledger.later(ownGraceMs(this.ledger.limits), () => this.graceOver());
      return;
    }
    this.ledger.later(TURNAROUND_MS, () => this.closeIfIdle());
  }

  /**
   * One turn of the event loop first, so that bytes which are readable now are seen as such. `destroy`, never `end`, on a
   * plain socket: with the parser attached, a request in transit would run its handler with nobody to answer to. In TLS
   * `destroySoon` also says that this end is no truncation.
   */
  private closeIfIdle(): void {
    this.ledger.nextTurn(() => {
      if (this.head || this.socket.writableEnded || !this.isAtRest) return;
      // Gone, or upgraded meanwhile.
      if (this.ledger.connections.get(this.socket) !== this) return;
      if ("encrypted" in this.socket) this.socket.destroySoon();
      else this.socket.destroy();
    });
  }

  /**
   * The response is out and its request body is still arriving. Closing now would reset the connection under a client
   * that is still writing, and the response with it: read on, throw away, close when the body ends or the bound is up.
   */
  private afterEarlyResponse(request: IncomingMessage): void {
    const { socket } = this;
    request.once("close", () => {
      this.bytesAtRest = socket.bytesRead;
      if (this.lingering) socket.destroy();
      else if (isDraining(this.ledger)) this.settle();
    });
    if (this.ledger.stage === "serving" || (!isDraining(this.ledger) && !socket.writableEnded)) return;
    this.lingering = true;
    // Where the response said close, Node has asked the socket to destroy itself behind its FIN.
    socket.off("finish", socket.destroy);
    socket.end();
    request.resume();
    this.ledger.later(LINGER_MS, () => socket.destroy());
  }
}
