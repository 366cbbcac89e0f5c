import type { ConnectionState } from "../report.js";

/**
 * What the engine asks of a connection, whatever it speaks. One file a protocol implements it; each begins at
 * `announce`, may be given `drain` and `graceOver` once, and ends when its socket closes.
 */
export interface Connection {
  readonly state: ConnectionState;
  /** How many requests are in flight on it. */
  readonly inFlight: number;
  /** From now on every response tells its client to close. */
  announce(): void;
  /** The listeners are closing: end as soon as what was received is answered. */
  drain(): void;
  /** The idle grace is over: close if nothing is going on. Looks again at the socket, so it may be called at any time. */
  graceOver(): void;
  /** Cuts what is left and says what that was; nothing where nothing was lost. */
  cut(): void;
  /** Its socket is closed. */
  gone(): void;
}
