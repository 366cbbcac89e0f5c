import type { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Clock } from "../../clock.js";
import type { Cut, DrainCounts } from "../../report.js";
import type { Limits } from "../limits.js";
import type { Connection } from "./connection.js";

/**
 * How far a drain is. `announced`: responses say close; `draining`: the listeners close and busy connections end when
 * they are done; `grace-over`: idle ones go too; `cutting`: all of them.
 */
export type Stage = "serving" | "announced" | "draining" | "grace-over" | "cutting" | "done";

/** The books of one drain: its connections, what became of them, and what each of them has to know of the others. */
export interface Ledger {
  readonly clock: Clock;
  readonly limits: Limits;
  readonly connections: Map<Duplex, Connection>;
  readonly counts: DrainCounts;
  readonly cuts: Cut[];
  /** Responses to requests that came behind one that had said close: they can be neither sent nor left to a handler. */
  readonly unanswerable: WeakSet<ServerResponse>;
  stage: Stage;
  /** How many event streams have got their place in the spread. */
  streams: number;
  /** Of the clock: when an HTTP/2 session is told to go although it is busy. */
  halfTimeAt: number;
  /** Whether the engine sends close frames: at once, or when the application had its turn. */
  tellsWebSockets: boolean;
  /**
   * Responses say nothing of closing for now: a listener is too busy to close, and whoever is told to close comes back to
   * it as a newcomer.
   */
  tellsNobody: boolean;
  /** Something ended: the drain may be over. */
  changed: () => void;
  onCut: (cut: Cut) => void;
  /** Opens an account for a connection, or notes that an open one speaks something else now. */
  enter(socket: Duplex, connection: Connection): void;
  /** Whether a socket was accepted after the drain had begun: it has an idle grace of its own. */
  isLate(socket: Duplex): boolean;
  /** Forgets a socket that goes on as another one: the TCP socket below a TLS socket. */
  leave(socket: Duplex): void;
  /** Cuts one connection and writes down what was lost. */
  cut(connection: Connection): void;
  /** Writes down something that was cut. */
  lost(cut: Cut): void;
  /** A response is the engine's own 503. */
  refuse(response: ServerResponse): void;
  /** Streams of HTTP/2 whose answer is. */
  readonly refusedStreams: WeakSet<object>;
  /** Does something later, unless everything is over by then; many things that are due at once, in as many turns as it takes. */
  later(ms: number, run: () => void): void;
  /** Does something in the next turn, after sockets were read; many such things in as many turns as it takes. */
  nextTurn(run: () => void): void;
  /** Tells a client to go, at once or after the answers of those that were told before. */
  tell(run: () => void): void;
  /** Forgets every connection and takes the listeners off their sockets. */
  clear(): void;
}

export function isDraining({ stage }: Ledger): boolean {
  return stage === "draining" || stage === "grace-over" || stage === "cutting";
}
