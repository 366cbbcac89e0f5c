import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Clock } from "../../clock.js";
import { type Exchange, makeExchange } from "./exchange.js";

/** How often the list is looked through, which is by how much an age may be too high. */
const LOOK_EVERY_MS = 1_000;
/** How long it may get before that: what is over must not be kept from the garbage collector. */
const LOOK_AT = 128;

/**
 * The requests of a server that serves. To add one is all that is done for it: what costs is what is *looked at* for each (the
 * clock, `bytesRead`, the headers), and nobody needs that before the drain begins.
 */
export class RequestList {
  readonly #clock: Clock;
  readonly #tracked: ReadonlyMap<Duplex, unknown>;
  #listed: Exchange[] = [];
  #lookAt = LOOK_AT;
  #lookedAt = 0;
  #stopTimer: (() => void) | undefined;

  constructor(clock: Clock, tracked: ReadonlyMap<Duplex, unknown>) {
    this.#clock = clock;
    this.#tracked = tracked;
  }

  /** The headers of a request are complete. */
  add(request: IncomingMessage, response: ServerResponse): void {
    if (!this.#stopTimer) this.#look();
    const exchange = makeExchange(request, response, this.#lookedAt);
    if (this.#listed.push(exchange) >= this.#lookAt) this.#look();
  }

  /** Those that are not over: in flight, or answered before their body was read. Changes nothing. */
  open(): Exchange[] {
    return this.#listed.filter(({ request, response }) => {
      if (response.destroyed && request.complete) return false;
      // Queued behind another response, a response whose connection breaks is never told so by Node.
      return !request.socket.destroyed || this.#tracked.has(request.socket);
    });
  }

  /** Gives those that are not over away; nothing is listed any more. */
  handOver(): Exchange[] {
    const open = this.open();
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    this.#listed = [];
    return open;
  }

  /** By the next look as many have come as are left now, or more: each is looked at twice or so. */
  #look(): void {
    this.#stopTimer?.();
    this.#lookedAt = this.#clock.now();
    this.#listed = this.open();
    this.#lookAt = Math.max(LOOK_AT, 2 * this.#listed.length);
    this.#stopTimer = this.#clock.after(LOOK_EVERY_MS, () => this.#lookAgain(), false);
  }

  #lookAgain(): void {
    this.#stopTimer = undefined;
    this.#listed = this.open();
    if (this.#listed.length > 0) this.#look();
  }
}
