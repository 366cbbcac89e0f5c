import type { Limits } from "./limits.js";
import type { Mode } from "./mode.js";
import type { Recycles } from "./recycles.js";
import type { Roster } from "./roster.js";
import type { Worker } from "./worker.js";

/** When the state of a worker has to change, even if no event comes. */
export class Deadlines {
  readonly #limits: Limits;
  readonly #roster: Roster;
  readonly #recycles: Recycles;
  #goodGeneration = 1;

  constructor(limits: Limits, roster: Roster, recycles: Recycles) {
    this.#limits = limits;
    this.#roster = roster;
    this.#recycles = recycles;
  }

  /** Call it when a worker of this generation replaces an old one: the next ones need not wait. */
  isGood(generation: number): void {
    this.#goodGeneration = generation;
  }

  dueMs(worker: Worker, mode: Mode): number {
    const { id, state, generation } = worker;
    const { minReadyMs, maxAgeMs = Number.POSITIVE_INFINITY } = this.#limits;
    if ("untilMs" in state) return state.untilMs;
    if (state.name !== "ready") return Number.POSITIVE_INFINITY;
    if (this.#roster.isAddition(worker))
      return generation === this.#goodGeneration ? state.sinceMs : state.sinceMs + minReadyMs;
    const mayAge = mode.name === "running" && !this.#recycles.has(id);
    return mayAge ? state.sinceMs + maxAgeMs : Number.POSITIVE_INFINITY;
  }
}
