import type { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Clock } from "../../clock.js";
import { toError } from "../../errors.js";
import type { Cut, DrainCounts } from "../../report.js";
import { callSafely } from "../../support/call-safely.js";
import type { Server } from "../../target.js";
import type { Exchange } from "../http1/exchange.js";
import { RequestList } from "../http1/request-list.js";
import { type Limits, ownGraceMs, TURN_BUDGET_MS } from "../limits.js";
import type { Connection } from "./connection.js";
import { createIdleCheck, type IdleCheck } from "./idle-check.js";
import { createNoticePacer, createPacer } from "./pacer.js";
import { placeOf } from "./spread.js";

/**
 * The stage of a drain. `keep-alive-disabled`: every response says close. `draining`: the listeners close, and busy
 * connections close after their last response. `grace-over`: idle connections close too. `cutting`: every connection is
 * cut.
 */
export type Stage = "serving" | "keep-alive-disabled" | "draining" | "grace-over" | "cutting" | "done";

export function isDraining({ stage }: { readonly stage: Stage }): boolean {
  return stage === "draining" || stage === "grace-over" || stage === "cutting";
}

export interface TrackerEvents {
  /** A connection, a server or a hold has ended: the drain may be over. */
  changed(): void;
  onCut(cut: Cut): void;
  /** A function of the application has failed. */
  onError(error: unknown): void;
}

/** The connections of one drain, the counters of what became of them, and the state that all connections share. */
export class ConnectionTracker {
  readonly servers = new Set<Server>();
  readonly connections = new Map<Duplex, Connection>();
  readonly idleCheck: IdleCheck;
  readonly requests: RequestList;
  readonly counts: DrainCounts = {
    connections: { total: 0, closed: 0, cut: 0, untracked: 0 },
    requests: { total: 0, answered: 0, ended: 0, aborted: 0, refused: 0, cut: 0 },
  };
  readonly cuts: Cut[] = [];
  /** Sockets that were accepted after the drain began. Each has an idle grace of its own. */
  readonly late = new WeakSet<Duplex>();
  /**
   * Responses to requests that came after a response said close. They cannot be sent, so no handler may run for them.
   */
  readonly afterClose = new WeakSet<ServerResponse>();
  /**
   * By response, in HTTP/2 by stream: `refused` if the engine answered with 503, `ended` for an event stream that it
   * ended. All others count as answered.
   */
  readonly countsAs = new WeakMap<object, "refused" | "ended">();
  stage: Stage = "serving";
  /** The time, on the clock, at which even a busy HTTP/2 session gets GOAWAY. */
  halfTimeAt = 0;
  /**
   * Whether the engine sends close frames now. With `deferWebSocketClose` the application may send its own first.
   */
  mayCloseWebSockets: boolean;
  /**
   * Responses do not say close for now: a listener is too busy to close, and a client told to close would connect to it
   * again.
   */
  suppressConnectionClose = false;
  /** How many clients have a place in the spread. */
  #places = 0;
  readonly #cutConnections = new WeakSet<Connection>();
  readonly #timers = new Set<() => void>();
  readonly #pace: (run: () => void) => void;
  /** Created at the first notice: only then is it known how much time the drain has. */
  #noticePacer: ((run: () => void) => void) | undefined;
  /** One function for every socket, which is its `this`: a closure for each connection would cost memory. */
  readonly #onClose: (this: Duplex) => void;

  constructor(
    readonly clock: Clock,
    readonly limits: Limits,
    readonly events: TrackerEvents,
  ) {
    const later = this.later.bind(this);
    const closed = this.#closed.bind(this);
    this.idleCheck = createIdleCheck(clock, this.connections, this.servers, later);
    this.requests = new RequestList(clock, this.connections);
    this.#pace = createPacer(clock, TURN_BUDGET_MS);
    this.mayCloseWebSockets = !limits.deferWebSocketClose;
    this.#onClose = function () {
      closed(this);
    };
  }

  /** Whether a response is ended, and not all of it has left. */
  get isFlushing(): boolean {
    return [...this.connections.values()].some(({ isFlushing }) => isFlushing);
  }

  /** Tracks a connection, or replaces the tracked one if its socket has changed protocol. */
  track(socket: Duplex, connection: Connection): void {
    const known = this.connections.has(socket);
    this.connections.set(socket, connection);
    if (!known) socket.on("close", this.#onClose);
    if (this.stage === "serving") return;
    if (!known) this.counts.connections.total++;
    connection.disableKeepAlive?.();
    if (!isDraining(this)) return;
    connection.drain?.();
    // Accepted while the listener closed: its grace starts here, or it would be closed while its first request arrives.
    if (!known) {
      this.late.add(socket);
      const idleGraceElapsed = () => this.connections.get(socket)?.idleGraceElapsed?.();
      this.later(ownGraceMs(this.limits), () => this.afterIdleCheck(idleGraceElapsed));
    }
    // It is not in the list of connections to cut. In the next turn, since its server is still accepting it.
    if (this.stage === "cutting") this.clock.turn(() => this.cut(this.connections.get(socket)));
  }

  /** Stops tracking a TCP socket once the TLS socket above it is tracked. */
  untrack(socket: Duplex): void {
    if (!this.connections.delete(socket)) return;
    socket.off("close", this.#onClose);
    if (this.stage !== "serving") this.counts.connections.total--;
  }

  /**
   * Cuts one connection and records what was lost. `idle`: the connections that Node takes for idle, empty if Node was
   * not asked.
   */
  cut(connection: Connection | undefined, idle: ReadonlySet<Duplex> = new Set()): void {
    const lost = connection?.cut(idle) ?? [];
    if (!connection || lost.length === 0) return;
    this.#cutConnections.add(connection);
    this.counts.connections.cut++;
    for (const cut of lost) this.recordCut(cut);
  }

  recordCut(cut: Cut): void {
    if (cut.kind === "request") this.counts.requests.cut++;
    this.cuts.push(cut);
    this.events.onCut(cut);
  }

  /** Counts requests that are in flight, or were aborted. Counts nothing while the server serves. */
  countRequests(what: keyof DrainCounts["requests"], count = 1): void {
    if (this.stage !== "serving") this.counts.requests[what] += count;
  }

  /** Counts what became of a request. `sender`: its response, in HTTP/2 its stream. */
  requestEnded(sender: object, isFlushed = false): void {
    this.countRequests(isFlushed ? (this.countsAs.get(sender) ?? "answered") : "aborted");
  }

  /** Passes a request whose headers are complete to its connection. */
  trackExchange(exchange: Exchange): void {
    this.attempt(() => this.connections.get(exchange.socket)?.addExchange?.(exchange));
  }

  /**
   * Calls what uses methods of a response, or a function of the application. Applications replace such methods, or make
   * them read-only, and what one of them throws must neither end the process nor stop the drain of other connections.
   */
  attempt(run: () => void, what = "response"): void {
    callSafely(run, this.failed(what));
  }

  /** Tells that a function of the application has failed: `response` is any method of a response. */
  failed(what: string): (cause: unknown) => void {
    return (cause) =>
      this.events.onError(new Error(`\`${what}\` failed: ${toError(cause).message}`, { cause }));
  }

  /**
   * Calls `run` after `ms`, unless the drain is over by then. Calls that are due at the same time are spread over as
   * many turns as needed.
   */
  later(ms: number, run: () => void): void {
    // Sockets emit events after the drain is over.
    if (this.stage === "done") return;
    const stop = this.clock.after(ms, () => {
      this.#timers.delete(stop);
      this.#pace(() => {
        if (this.stage !== "done") this.attempt(run);
      });
    });
    this.#timers.add(stop);
  }

  /** The next place in the spread, from 0 to below 1, for a client that is to be disconnected. */
  nextPlace(): number {
    return placeOf(this.#places++);
  }

  /**
   * Sends a notice that the client answers, at once or after the answers to earlier notices: see `createNoticePacer`.
   */
  sendNotice(run: () => void): void {
    this.#noticePacer ??= createNoticePacer(this.clock, this.limits.upgradeGraceMs, this.later.bind(this));
    this.#noticePacer(run);
  }

  /**
   * Calls `run` after an idle check: it is known which connections are idle, and bytes that were readable then are
   * read.
   */
  afterIdleCheck(run: () => void): void {
    void this.idleCheck.run().then(() => this.#pace(run));
  }

  /** Stops tracking every connection, removes the listeners from their sockets and clears the timers. */
  clear(): void {
    for (const socket of this.connections.keys()) socket.off("close", this.#onClose);
    this.connections.clear();
    for (const stop of this.#timers) stop();
    this.#timers.clear();
  }

  #closed(socket: Duplex): void {
    const connection = this.connections.get(socket);
    if (!connection) return;
    this.connections.delete(socket);
    connection.socketClosed?.();
    if (this.stage === "serving") return;
    if (!this.#cutConnections.has(connection)) this.counts.connections.closed++;
    this.events.changed();
  }
}
