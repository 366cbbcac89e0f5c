import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Ledger } from "../connections/ledger.js";
import { ArrivalClock } from "./arrival-clock.js";
import { type Exchange, makeExchange, noteEnd } from "./exchange.js";
import { Http1Connection } from "./http1-connection.js";

/** How long requests are kept here. Not shorter: on a quiet server a timer that fires costs as much as a request. */
const LOOK_AFTER_MS = 1_000;
/** How many that are over a busy server may keep from the garbage collector meanwhile: a megabyte or so. */
const CROWD = 128;

/**
 * The requests that came while the server serves, in their order, before their connections know of them. To find its connection and to
 * listen to the end of its response costs a small request a few percent of its CPU time, and nobody needs to know at once: its
 * connection hears of it when somebody asks, when there are many, and after a second, since what is over must not be
 * kept from the garbage collector.
 */
export class Arrivals {
  private readonly time: ArrivalClock;
  private exchanges: Exchange[] = [];
  private crowd = CROWD;
  private stopLooking = () => {};

  constructor(private readonly ledger: Ledger) {
    this.time = new ArrivalClock(ledger.clock);
  }

  /** A request arrived: its headers are complete. */
  add(request: IncomingMessage, response: ServerResponse): void {
    const { ledger } = this;
    if (ledger.stage !== "serving") {
      connectionOf(ledger, request.socket)?.begin(makeExchange(request, response, ledger.clock.now()));
      return;
    }
    const exchange = makeExchange(request, response, this.time.now());
    if (exchange.bytesAtEnd === undefined) noteEnd(exchange);
    const count = this.exchanges.push(exchange);
    if (count === 1) this.stopLooking = ledger.clock.after(LOOK_AFTER_MS, () => this.handOver(), false);
    if (count >= this.crowd) this.thinOut();
  }

  /** From here on the books are right, until the next request. */
  handOver(): void {
    const { exchanges, ledger } = this;
    this.stopLooking();
    this.time.forget();
    this.exchanges = [];
    this.crowd = CROWD;
    for (const exchange of exchanges) {
      const connection = connectionOf(ledger, exchange.socket);
      if (exchange.response.destroyed) connection?.passed(exchange);
      else connection?.begin(exchange);
    }
  }

  /** Those in flight stay, and are looked at again when as many have come as there are of them: each is looked at twice or so. */
  private thinOut(): void {
    const { exchanges, ledger } = this;
    this.exchanges = [];
    for (const exchange of exchanges) {
      const { response, socket } = exchange;
      if (response.destroyed) connectionOf(ledger, socket)?.passed(exchange);
      // Queued behind another response, a response whose connection breaks is never told so by Node.
      else if (!socket.destroyed || ledger.connections.has(socket)) this.exchanges.push(exchange);
    }
    this.crowd = CROWD + 2 * this.exchanges.length;
  }
}

function connectionOf(ledger: Ledger, socket: Socket): Http1Connection | undefined {
  let connection = ledger.connections.get(socket);
  // It was open before the engine was attached, unless it is closed already.
  if (!connection && !socket.destroyed) {
    connection = new Http1Connection(ledger, socket);
    ledger.enter(socket, connection);
  }
  return connection instanceof Http1Connection ? connection : undefined;
}
