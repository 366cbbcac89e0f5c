import type { Clock } from "../clock.js";

/** How far behind a coarse clock may be: little beside the age of a request that anybody asks about. */
const STALE_MS = 10;

/**
 * The time of a request's arrival, without the price of a clock: to read one costs 0.1 to 0.5 µs, a percent of a small request,
 * and most requests never need it. Reads once and gives the same time to all that come within 10 ms.
 */
export class CoarseClock {
  private time: number | undefined;
  private forget = () => {};

  constructor(private readonly clock: Clock) {}

  now(): number {
    if (this.time !== undefined) return this.time;
    this.forget = this.clock.after(STALE_MS, () => {
      this.time = undefined;
    });
    this.time = this.clock.now();
    return this.time;
  }

  /** Leaves no timer behind. */
  stop(): void {
    this.forget();
    this.time = undefined;
  }
}
