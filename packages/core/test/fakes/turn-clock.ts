import type { Clock } from "../../src/clock.js";

/** A clock of turns, each of which takes as long as a test says: for rules on how long a turn may take. */
export class TurnClock implements Clock {
  #nowMs = 0;
  #turns: (() => void)[] = [];
  #timers: (() => void)[] = [];

  now(): number {
    return this.#nowMs;
  }

  turn(run: () => void): void {
    this.#turns.push(run);
  }

  /** Timers are due in the next turn, in which they come first. */
  after(_ms: number, run: () => void): () => void {
    this.#timers.push(run);
    return () => {
      this.#timers = this.#timers.filter((timer) => timer !== run);
    };
  }

  /** Time goes by within a turn. */
  spend(ms: number): void {
    this.#nowMs += ms;
  }

  /** The next turn, after one that took `ms`. */
  next(ms = 0): void {
    for (const run of this.#timers.splice(0)) run();
    this.#nowMs += ms;
    for (const run of this.#turns.splice(0)) run();
  }
}
