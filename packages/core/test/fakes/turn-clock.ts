import type { Clock } from "../../src/clock.js";

/** A clock of turns only, each of which takes as long as a test says: for rules on how long a turn may take. */
export class TurnClock implements Clock {
  #nowMs = 0;
  #turns: (() => void)[] = [];

  now(): number {
    return this.#nowMs;
  }

  turn(run: () => void): void {
    this.#turns.push(run);
  }

  after(): never {
    throw new Error("No timer runs here");
  }

  /** Time goes by within a turn. */
  spend(ms: number): void {
    this.#nowMs += ms;
  }

  /** The next turn, after one that took `ms`. */
  next(ms = 0): void {
    this.#nowMs += ms;
    for (const run of this.#turns.splice(0)) run();
  }
}
