import type { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Clock } from "../../clock.js";
import type { Cut, DrainCounts } from "../../report.js";
import type { Server } from "../../target.js";
import type { Exchange, Flushed } from "../http1/exchange.js";
import { RequestList } from "../http1/request-list.js";
import { type Limits, ownGraceMs, TURN_BUDGET_MS } from "../limits.js";
import type { Connection } from "./connection.js";
import { IdleCheck } from "./idle-check.js";
import { createNoticePacer, createPacer } from "./pacer.js";

/**
 * How far a drain is. `keep-alive-disabled`: responses say close; `draining`: the listeners close and busy connections end when
 * they are done; `grace-over`: idle ones go too; `cutting`: all of them.
 */
export type Stage = "serving" | "keep-alive-disabled" | "draining" | "grace-over" | "cutting" | "done";

export function isDraining({ stage }: { readonly stage: Stage }): boolean {
  return stage === "draining" || stage === "grace-over" || stage === "cutting";
}

/** Who is told of what. */
export interface TrackerEvents {
  /** Something ended: the drain may be over. */
  changed(): void;
  onCut(cut: Cut): void;
  /** What the application gave us has failed. */
  onError(error: unknown): void;
}

/** The connections of one drain, the counters of what became of them, and what each of them has to know of the others. */
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
  /** Sockets that were accepted after the drain had begun: each has an idle grace of its own. */
  readonly late = new WeakSet<Duplex>();
  /** Responses to requests that came behind one that had said close: they can be neither sent nor left to a handler. */
  readonly afterClose = new WeakSet<ServerResponse>();
  /** Streams of HTTP/2 whose answer is the engine's own 503. */
  readonly refusedStreams = new WeakSet<object>();
  stage: Stage = "serving";
  /** How many event streams have got their place in the spread. */
  streams = 0;
  /** Of the clock: when an HTTP/2 session is told to go although it is busy. */
  halfTimeAt = 0;
  /** Whether the engine sends close frames: at once, or when the application had its turn. */
  mayCloseWebSockets: boolean;
  /**
   * Responses say nothing of closing for now: a listener is too busy to close, and whoever is told to close comes back to
   * it as a newcomer.
   */
  suppressConnectionClose = false;
  readonly #cutConnections = new WeakSet<Connection>();
  readonly #timers = new Set<() => void>();
  readonly #pace: (run: () => void) => void;
  /** Made when it is needed: the drain may have less time than was planned. */
  #paceNotices: ((run: () => void) => void) | undefined;
  /** One for all of them: `this` is the socket. */
  readonly #onClose: (this: Duplex) => void;

  constructor(
    readonly clock: Clock,
    readonly limits: Limits,
    readonly events: TrackerEvents,
  ) {
    const later = this.later.bind(this);
    const closed = this.#closed.bind(this);
    this.idleCheck = new IdleCheck(clock, this.connections, this.servers, later);
    this.requests = new RequestList(clock, this.connections);
    this.#pace = createPacer(clock, TURN_BUDGET_MS);
    this.mayCloseWebSockets = !limits.deferWebSocketClose;
    this.#onClose = function () {
      closed(this);
    };
  }

  /** Tracks a connection, or notes that one which is tracked speaks something else now. */
  track(socket: Duplex, connection: Connection): void {
    const known = this.connections.has(socket);
    this.connections.set(socket, connection);
    if (!known) socket.on("close", this.#onClose);
    if (this.stage === "serving") return;
    if (!known) this.counts.connections.total++;
    connection.disableKeepAlive?.();
    if (isDraining(this)) connection.drain?.();
    // Accepted while the listener was closing: its grace counts from here, or it would be closed as its request comes.
    if ((this.stage === "draining" || this.stage === "grace-over") && !known) {
      this.late.add(socket);
      const idleGraceElapsed = () => this.connections.get(socket)?.idleGraceElapsed?.();
      this.later(ownGraceMs(this.limits), () => this.afterIdleCheck(idleGraceElapsed));
    }
    // What is being cut was listed before it came. A turn later, since its server is in the middle of taking it.
    if (this.stage === "cutting") this.clock.turn(() => this.cut(this.connections.get(socket)));
  }

  /** Forgets a socket that goes on as another one: the TCP socket below a TLS socket. */
  untrack(socket: Duplex): void {
    if (!this.connections.delete(socket)) return;
    socket.off("close", this.#onClose);
    if (this.stage !== "serving") this.counts.connections.total--;
  }

  /** Cuts one connection and records what was lost. `idle`: those that Node holds for idle, as far as it was asked. */
  cut(connection: Connection | undefined, idle: ReadonlySet<Duplex> = new Set()): void {
    const lost = connection?.cut(idle) ?? [];
    if (!connection || lost.length === 0) return;
    this.#cutConnections.add(connection);
    this.counts.connections.cut++;
    for (const cut of lost) this.recordCut(cut);
  }

  /** Records something that was cut. */
  recordCut(cut: Cut): void {
    if (cut.kind === "request") this.counts.requests.cut++;
    this.cuts.push(cut);
    this.events.onCut(cut);
  }

  /** Requests are in flight. While the server serves nothing is counted. */
  requestStarted(count = 1): void {
    if (this.stage !== "serving") this.counts.requests.total += count;
  }

  /** Responses are flushed or given up. */
  requestEnded(how: Flushed | "aborted", count = 1): void {
    if (this.stage !== "serving") this.counts.requests[how] += count;
  }

  /** Tells its connection of a request whose headers are complete. */
  trackExchange(exchange: Exchange): void {
    this.connections.get(exchange.request.socket)?.addExchange?.(exchange);
  }

  /** A response is the engine's own 503. */
  refuse(response: ServerResponse): void {
    this.connections.get(response.req.socket)?.refuse?.(response);
  }

  /** Does something later, unless everything is over by then; many things that are due at once, in as many turns as it takes. */
  later(ms: number, run: () => void): void {
    // Sockets go on telling what becomes of them.
    if (this.stage === "done") return;
    const stop = this.clock.after(ms, () => {
      this.#timers.delete(stop);
      this.#pace(() => {
        if (this.stage !== "done") run();
      });
    });
    this.#timers.add(stop);
  }

  /** Tells a client to go, at once or after the answers of those that were told before. */
  tell(run: () => void): void {
    this.#paceNotices ??= createNoticePacer(this.clock, this.limits.upgradeGraceMs, this.later.bind(this));
    this.#paceNotices(run);
  }

  /** Does something when it is known which connections are idle, and what was readable then is read. */
  afterIdleCheck(run: () => void): void {
    void this.idleCheck.run().then(() => this.#pace(run));
  }

  /** Forgets every connection and takes the listeners off their sockets. */
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
