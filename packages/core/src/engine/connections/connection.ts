import type { Duplex } from "node:stream";
import type { ConnectionState, Cut } from "../../report.js";
import type { Exchange } from "../http1/exchange.js";

/** A request as stats tell it. */
export interface RequestInFlight {
  readonly method: string;
  readonly url: string;
  readonly startedAt: number;
}

/**
 * What the engine asks of a connection, whatever its protocol. Each protocol has a file that implements it.
 * `disableKeepAlive`, `drain` and `idleGraceElapsed` are called once each, in this order; for a connection that was
 * accepted late the first two are called together. `socketClosed` may come at any time, and is the last call.
 */
export interface Connection {
  readonly state: ConnectionState;
  /**
   * Whether part of a request has arrived. `idle`: the connections that Node takes for idle at this moment (HTTP/1
   * only).
   */
  isReceiving?(idle: ReadonlySet<Duplex>): boolean;
  /** Its requests in flight. */
  readonly exchanges?: Iterable<RequestInFlight>;
  /** Whether a response is ended, and not all of it has left (HTTP/1 only). */
  readonly isFlushing?: boolean;
  /** The headers of a request are complete (HTTP/1 only). */
  addExchange?(exchange: Exchange): void;
  /** From now on every response tells its client to close. */
  disableKeepAlive?(): void;
  /** Responses may say close again, see `suppressConnectionClose` (HTTP/1 only). */
  resumeConnectionClose?(): void;
  /** The drain has begun: close as soon as what was received is answered. */
  drain?(): void;
  /**
   * The idle grace is over, and Node was asked which connections are idle: close if this one is, else as soon as it is.
   */
  idleGraceElapsed?(): void;
  /** Records how many bytes were read, before Node is asked which connections are idle (HTTP/1 only). */
  recordBytes?(): void;
  /** Node has taken the connection for idle since `recordBytes` (HTTP/1 only). */
  confirmIdle?(): void;
  /** From now on the engine sends the close frames itself (upgraded connections only). */
  startCloseHandshake?(): void;
  /**
   * Lets `close` close the WebSocket at the moment at which the engine would send its close frame (upgraded connections
   * only). Returns false if it is not a WebSocket, or was sent a close frame already.
   */
  closeWebSocket?(close: () => void): boolean;
  /** Cuts what is left. Returns what was lost, which is nothing for an idle connection. */
  cut(idle: ReadonlySet<Duplex>): Cut[];
  /** The socket is closed. */
  socketClosed?(): void;
}
