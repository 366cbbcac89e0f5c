import type { Clock } from "../../clock.js";

/** How many may share one reading of the clock. */
const SHARED_BY = 16;
/** Where so many took less than this, the next ones may share one. */
const QUICK_MS = 10;

/**
 * When requests came. To read the clock costs a small request 2 % of its CPU time, and only its age in a report comes of it: where
 * many come in a short time they share a reading. Where few come each has its own. Those that come first when many have become
 * few are taken for older than they are, by the pause before them: a timer would know, and cost what it saves.
 */
export class ArrivalClock {
  private left = SHARED_BY;
  private readAt = Number.NEGATIVE_INFINITY;
  private isShared = false;

  constructor(private readonly clock: Clock) {}

  /** One came. */
  now(): number {
    if (--this.left === 0) this.read();
    return this.isShared ? this.readAt : this.clock.now();
  }

  /** Whoever comes next has a reading of its own. */
  forget(): void {
    this.isShared = false;
  }

  private read(): void {
    const now = this.clock.now();
    this.isShared = now - this.readAt < QUICK_MS;
    this.readAt = now;
    this.left = SHARED_BY;
  }
}
