import type { Limits } from "./limits.js";
import { isUp, type Mode } from "./mode.js";
import type { Recycles } from "./recycles.js";
import type { Roster } from "./roster.js";
import type { Trial } from "./trial.js";
import type { Worker } from "./worker.js";

/** When the supervisor has to act, even if no event comes. */
export class Deadlines {
  readonly #limits: Limits;
  readonly #roster: Roster;
  readonly #recycles: Recycles;
  readonly #trial: Trial;

  constructor(limits: Limits, roster: Roster, recycles: Recycles, trial: Trial) {
    this.#limits = limits;
    this.#roster = roster;
    this.#recycles = recycles;
    this.#trial = trial;
  }

  /** When something is due, even if no event comes. `startMs`: when the next worker may start. */
  wakeMs(mode: Mode, startMs: number, nowMs: number): number {
    const times = this.#roster.all.map((worker) => this.dueMs(worker, mode));
    if (isUp(mode) && this.#roster.placesTaken < this.#limits.workers) times.push(startMs);
    return Math.min(...times, this.#recycles.wakeMs(nowMs));
  }

  /** When the state of a worker has to change. */
  dueMs(worker: Worker, mode: Mode): number {
    const { id, state } = worker;
    const { maxAgeMs = Number.POSITIVE_INFINITY } = this.#limits;
    if ("untilMs" in state) return state.untilMs;
    if (state.name !== "ready") return Number.POSITIVE_INFINITY;
    if (this.#roster.isAddition(worker)) return this.#trial.dueMs(worker);
    const mayAge = mode.name === "running" && !this.#recycles.has(id);
    return mayAge ? state.sinceMs + maxAgeMs : Number.POSITIVE_INFINITY;
  }
}
