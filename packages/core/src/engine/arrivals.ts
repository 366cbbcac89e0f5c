import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { ArrivalClock } from "./arrival-clock.js";
import { canHaveBody, type Exchange, makeExchange, noteEnd } from "./exchange.js";
import { Http1Connection } from "./http1-connection.js";
import type { Ledger } from "./ledger.js";

/** How long requests are kept here. Not shorter: on a quiet server a timer that fires costs as much as a request. */
const LOOK_AFTER_MS = 1_000;
/** How many that are over a busy server may keep from the garbage collector meanwhile: a megabyte or so. */
const CROWD = 128;

/**
 * The requests that came while the server serves, in their order, and that their connections were not told of. To find a connection
 * and to listen to the end of a response costs a small request 3 % of its CPU time, and nobody needs to know at once: its
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
    // Of a body nobody can say later where it ended.
    if (canHaveBody(request)) noteEnd(exchange);
    const count = this.exchanges.push(exchange);
    if (count === 1) this.stopLooking = ledger.clock.after(LOOK_AFTER_MS, () => this.handOver(), false);
    if (count >= this.crowd) this.thinOut();
  }

  /** From here on the books are right, until the next request. */
  handOver(): void {
    const { inFlight, lastOver } = sortOut(this.exchanges, isAnswered);
    this.stop();
    this.tellOf(lastOver);
    for (const exchange of inFlight) connectionOf(this.ledger, exchange.socket)?.begin(exchange);
  }

  /** Leaves no timer behind. */
  stop(): void {
    this.stopLooking();
    this.time.stop();
    this.exchanges = [];
    this.crowd = CROWD;
  }

  /** Those in flight stay, and are looked at again when as many have come as there are of them: each is looked at twice or so. */
  private thinOut(): void {
    const { inFlight, lastOver } = sortOut(this.exchanges, isOver);
    this.exchanges = inFlight;
    this.crowd = CROWD + 2 * inFlight.length;
    this.tellOf(lastOver);
  }

  private tellOf(lastOver: readonly Exchange[]): void {
    for (const exchange of lastOver) connectionOf(this.ledger, exchange.socket)?.passed(exchange);
  }
}

/** Queued behind another response, a response whose connection breaks is never told so by Node. */
function isAnswered({ response, socket }: Exchange): boolean {
  return response.destroyed || socket.destroyed;
}

/** Its body too. */
function isOver(exchange: Exchange): boolean {
  return isAnswered(exchange) && (exchange.request.complete || exchange.socket.destroyed);
}

/**
 * Those in flight, in their order, and where nothing is in flight the last one that is over on its connection. From the last to
 * the first, since what is finished tells that all before it are, without a look at them: each such look is one into cold memory.
 */
function sortOut(
  exchanges: readonly Exchange[],
  isOver: (exchange: Exchange) => boolean,
): { inFlight: Exchange[]; lastOver: Exchange[] } {
  const inFlight: Exchange[] = [];
  const lastOver: Exchange[] = [];
  const isFinishedUpTo = new Map<Socket, boolean>();
  for (let at = exchanges.length - 1; at >= 0; at--) {
    const exchange = exchanges[at] as Exchange;
    const { socket } = exchange;
    const isFinished = isFinishedUpTo.get(socket);
    if (isFinished) continue;
    if (isOver(exchange)) {
      if (isFinished === undefined) lastOver.push(exchange);
      isFinishedUpTo.set(socket, exchange.response.writableFinished);
    } else {
      inFlight.push(exchange);
      isFinishedUpTo.set(socket, false);
    }
  }
  return { inFlight: inFlight.reverse(), lastOver };
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
