import type { Clock } from "../clock.js";

/** How old a reading of the clock may be that requests share. */
const SHARED_FOR_MS = 100;
/** So many requests within that time share one. */
const MANY = 128;

/**
 * When requests came. To read the clock costs a small request 2 % of its CPU time, and only its age in a report comes of it: where
 * many come in a short time they share a reading, which is then at most `SHARED_FOR_MS` old unless the event loop was blocked.
 * Where few come each has its own: a timer that makes a reading stale costs more than a reading where it has to wake the process.
 */
export class ArrivalClock {
  private shared: number | undefined;
  private left = MANY;
  private countedFrom = Number.NEGATIVE_INFINITY;
  private stopTimer = () => {};

  constructor(private readonly clock: Clock) {}

  /** One came. */
  now(): number {
    if (--this.left === 0) this.count();
    return this.shared ?? this.clock.now();
  }

  /** Leaves no timer behind. */
  stop(): void {
    this.stopTimer();
    this.shared = undefined;
  }

  private count(): void {
    const now = this.clock.now();
    const cameQuickly = now - this.countedFrom < SHARED_FOR_MS;
    this.left = MANY;
    this.countedFrom = now;
    if (this.shared === undefined && cameQuickly) this.expireLater();
    if (this.shared !== undefined || cameQuickly) this.shared = now;
  }

  private expireLater(): void {
    this.stopTimer = this.clock.after(SHARED_FOR_MS, () => this.renew(), false);
  }

  /** Where fewer have come than that, each has its own again. */
  private renew(): void {
    const now = this.clock.now();
    if (now - this.countedFrom > SHARED_FOR_MS) {
      this.shared = undefined;
      return;
    }
    this.shared = now;
    this.expireLater();
  }
}
