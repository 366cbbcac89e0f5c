import type { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { ConnectionState, Cut } from "../../report.js";
import type { Exchange } from "../http1/exchange.js";

/**
 * What the engine asks of a connection, whatever it speaks; one file a protocol implements it. `disableKeepAlive`, `drain` and
 * `idleGraceElapsed` come in this order, each once, to a late one all together; `socketClosed` comes at any time and is the last.
 */
export interface Connection {
  readonly state: ConnectionState;
  /** Whether it is not idle after all: `idle` are those that Node holds for idle at this moment (HTTP/1 only). */
  isReceiving?(idle: ReadonlySet<Duplex>): boolean;
  /** How many requests are in flight on it. */
  readonly inFlight?: number;
  /** Of those the one that came first. */
  readonly oldest?: { method: string; url: string; startedAt: number } | undefined;
  /** The headers of a request are complete (HTTP/1 only). */
  addExchange?(exchange: Exchange): void;
  /** From now on every response tells its client to close. */
  disableKeepAlive?(): void;
  /** Responses may tell again what they were to keep to themselves (HTTP/1 only). */
  resumeConnectionClose?(): void;
  /** The listeners are closing: end as soon as what was received is answered. */
  drain?(): void;
  /** The idle grace is over, and Node was asked who is idle: close if nothing is going on, else as soon as that ends. */
  idleGraceElapsed?(): void;
  /** Node is about to be asked: note what was read until now (HTTP/1 only). */
  recordBytes?(): void;
  /** Node has held it for idle since `noteBytes`. */
  confirmIdle?(): void;
  /** From now on the engine tells WebSockets itself that they are over (upgraded ones only). */
  tellWebSocket?(): void;
  /** Cuts what is left and says what was lost by it: nothing where nothing was going on. */
  cut(idle: ReadonlySet<Duplex>): Cut[];
  /** Its socket is closed. */
  socketClosed?(): void;
  /** A response of it is the engine's own 503 (HTTP/1 only). */
  refuse?(response: ServerResponse): void;
}
