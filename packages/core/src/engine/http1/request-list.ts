import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Clock } from "../../clock.js";
import { type Exchange, makeExchange } from "./exchange.js";

/** How often the list is looked through, which is by how much an age may be too high. */
const SWEEP_INTERVAL_MS = 1_000;
/** How long it may get before that: what is over must not be kept from the garbage collector. */
const SWEEP_AT_LENGTH = 128;

/**
 * The requests of a server that serves. To add one is all that is done for it: what costs is what is *looked at* for each (the
 * clock, `bytesRead`, the headers), and nobody needs that before the drain begins.
 */
export class RequestList {
  readonly #clock: Clock;
  readonly #tracked: ReadonlyMap<Duplex, unknown>;
  #listed: Exchange[] = [];
  #sweepAtLength = SWEEP_AT_LENGTH;
  #sweptAt = 0;
  #stopTimer: (() => void) | undefined;

  constructor(clock: Clock, tracked: ReadonlyMap<Duplex, unknown>) {
    this.#clock = clock;
    this.#tracked = tracked;
  }

  /** The headers of a request are complete. */
  add(request: IncomingMessage, response: ServerResponse): void {
    if (!this.#stopTimer) this.#sweep();
    const exchange = makeExchange(request, response, this.#sweptAt);
    if (this.#listed.push(exchange) >= this.#sweepAtLength) this.#sweep();
  }

  /** Those that are not over: in flight, or answered before their body was read. Changes nothing. */
  unfinished(): Exchange[] {
    return this.#listed.filter(({ request, response }) => {
      if (response.destroyed && request.complete) return false;
      // Queued behind another response, a response whose connection breaks is never told so by Node.
      return !request.socket.destroyed || this.#tracked.has(request.socket);
    });
  }

  /** Gives those that are not over away; nothing is listed any more. */
  removeAll(): Exchange[] {
    const unfinished = this.unfinished();
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    this.#listed = [];
    return unfinished;
  }

  /** By the next look as many have come as are left now, or more: each is looked at twice or so. */
  #sweep(): void {
    this.#stopTimer?.();
    this.#sweptAt = this.#clock.now();
    this.#listed = this.unfinished();
    this.#sweepAtLength = Math.max(SWEEP_AT_LENGTH, 2 * this.#listed.length);
    this.#stopTimer = this.#clock.after(SWEEP_INTERVAL_MS, () => this.#onTimer(), false);
  }

  #onTimer(): void {
    this.#stopTimer = undefined;
    this.#listed = this.unfinished();
    if (this.#listed.length > 0) this.#sweep();
  }
}
