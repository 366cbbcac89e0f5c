import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Clock } from "../../clock.js";
import { type Exchange, makeExchange } from "./exchange.js";

/** How often the clock is read. An age may be too high by this much. */
const CLOCK_INTERVAL_MS = 1_000;
/**
 * The minimum length at which the list is swept. What is listed cannot be collected: with 128, a server of Hono's spent
 * a fifth more CPU time than without the engine, most of it on copying requests that were over; with 16, 2 %.
 */
const SWEEP_AT_LENGTH = 16;

/**
 * The requests of a server that serves. A request is added and nothing else is done for it: reading the clock,
 * `bytesRead` or the headers for each request is what costs time, and none of that is needed before the drain begins.
 */
export class RequestList {
  readonly #clock: Clock;
  readonly #tracked: ReadonlyMap<Duplex, unknown>;
  #listed: Exchange[] = [];
  #sweepAtLength = SWEEP_AT_LENGTH;
  #readClockAt = 0;
  #stopTimer: (() => void) | undefined;

  constructor(clock: Clock, tracked: ReadonlyMap<Duplex, unknown>) {
    this.#clock = clock;
    this.#tracked = tracked;
  }

  /** The headers of a request are complete. */
  add(request: IncomingMessage, response: ServerResponse, socket: Socket): void {
    if (!this.#stopTimer) this.#readClock();
    const exchange = makeExchange(request, response, this.#readClockAt, socket);
    if (this.#listed.push(exchange) >= this.#sweepAtLength) this.#sweep();
  }

  /** The requests in flight, and those that were answered before their body was read. Leaves the list as it is. */
  unfinished(): Exchange[] {
    return this.#listed.filter(({ request, response, socket }) => {
      if (response.destroyed && request.complete) return false;
      // If a connection breaks, Node emits nothing on a response that is queued after another one.
      return !socket.destroyed || this.#tracked.has(socket);
    });
  }

  /** Empties the list and stops its timer. Returns the requests that are not over. */
  removeAll(): Exchange[] {
    const unfinished = this.unfinished();
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    this.#listed = [];
    return unfinished;
  }

  /** Sweeps again at twice the length that is left, so that each request is visited about twice. */
  #sweep(): void {
    this.#listed = this.unfinished();
    this.#sweepAtLength = Math.max(SWEEP_AT_LENGTH, 2 * this.#listed.length);
  }

  /** Reads it again each second, while there are requests. */
  #readClock(): void {
    this.#readClockAt = this.#clock.now();
    this.#stopTimer = this.#clock.after(CLOCK_INTERVAL_MS, () => this.#onTimer(), false);
  }

  #onTimer(): void {
    this.#stopTimer = undefined;
    this.#sweep();
    if (this.#listed.length > 0) this.#readClock();
  }
}
