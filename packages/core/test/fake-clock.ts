import { setImmediate as realTurn } from "node:timers/promises";
import type { Clock } from "../src/clock.js";

interface Timer {
  readonly dueMs: number;
  readonly run: () => void;
}

/**
 * More turns than any rule here takes; what goes on asking for the next one without end is a mistake worth an error.
 */
const MOST_TURNS = 10_000;

/**
 * A clock that stands still until a test moves it. Nothing set on it ever runs by itself: timers and turns run inside
 * `advance` and `settle` alone, so a test decides what has happened when it looks.
 */
export class FakeClock implements Clock {
  #nowMs = 0;
  #timers: Timer[] = [];
  #turns: (() => void)[] = [];

  now(): number {
    return this.#nowMs;
  }

  after(ms: number, run: () => void): () => void {
    const timer: Timer = { dueMs: this.#nowMs + Math.max(0, ms), run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  turn(run: () => void): void {
    this.#turns.push(run);
  }

  /** How many timers are set: 0 where nothing was left behind. */
  get timers(): number {
    return this.#timers.length;
  }

  /** Whether a timer has come to its time and waits to be run. */
  get isDue(): boolean {
    return this.#timers.some(({ dueMs }) => dueMs <= this.#nowMs);
  }

  /** How many calls wait for the next turn. */
  get turns(): number {
    return this.#turns.length;
  }

  /**
   * Moves the time on by `ms`. Every timer that falls due on the way runs at its own time, in the order of those times
   * and then of being set; before, between and after them everything settles.
   */
  async advance(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    await this.settle();
    let atOnce = 0;
    for (let timer = this.#takeDue(endMs); timer; timer = this.#takeDue(endMs)) {
      atOnce = timer.dueMs > this.#nowMs ? 0 : atOnce + 1;
      if (atOnce === MOST_TURNS) throw new Error(`Still timers after ${MOST_TURNS} at ${this.#nowMs}`);
      this.#nowMs = Math.max(this.#nowMs, timer.dueMs);
      timer.run();
      await this.settle();
    }
    this.#nowMs = Math.max(this.#nowMs, endMs);
  }

  /** Time goes by within a turn: what falls due meanwhile comes late, as in Node. */
  spend(ms: number): void {
    this.#nowMs += ms;
  }

  /** Lets promises and turns run until none is left, without moving the time. Real sockets get a turn each time too. */
  async settle(): Promise<void> {
    await realTurn();
    for (let taken = 0; this.#turns.length > 0; taken++) {
      if (taken === MOST_TURNS) throw new Error(`Still not settled after ${MOST_TURNS} turns`);
      await this.nextTurn();
    }
  }

  /**
   * Runs the timers that are due by now: not more than are set, since in Node what they set waits for the next turn.
   */
  protected runDue(): void {
    for (let left = this.#timers.length; left > 0; left--) this.#takeDue(this.#nowMs)?.run();
  }

  /** One turn only: runs what was waiting for it, then promises. What that asked for the turn after still waits. */
  async nextTurn(): Promise<void> {
    for (const run of this.#turns.splice(0)) run();
    await realTurn();
  }

  #takeDue(endMs: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.dueMs <= endMs && (!next || timer.dueMs < next.dueMs)) next = timer;
    }
    this.#timers = this.#timers.filter((timer) => timer !== next);
    return next;
  }
}
