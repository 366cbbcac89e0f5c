import type { Limits } from "./limits.js";
import type { Orders } from "./orders.js";
import type { Worker } from "./worker.js";

/** How long a worker on trial may take to answer. */
const ANSWER_MS = 5_000;

/**
 * The first worker of a version has to be ready for `minReadyMs`, and then to answer its primary: a worker whose event
 * loop stands still does not crash, and must not replace one that serves.
 */
export class Trial {
  readonly #limits: Limits;
  readonly #orders: Orders;
  #goodGeneration = 1;

  constructor(limits: Limits, orders: Orders) {
    this.#limits = limits;
    this.#orders = orders;
  }

  /** When a worker that is ready may replace an old one, is to be asked, or has failed. */
  dueMs({ generation, state }: Worker): number {
    if (state.name !== "ready") return Number.POSITIVE_INFINITY;
    if (generation === this.#goodGeneration) return state.sinceMs;
    return state.askedMs === undefined ? state.sinceMs + this.#limits.minReadyMs : state.askedMs + ANSWER_MS;
  }

  /** Call it when `dueMs` is over. Asks the worker if that is its turn. */
  verdict(worker: Worker): "passed" | "asked" | "failed" {
    const { generation, state } = worker;
    if (this.#limits.minReadyMs === 0) this.#goodGeneration = generation;
    if (generation === this.#goodGeneration) return "passed";
    if (state.name !== "ready" || state.askedMs !== undefined) return "failed";
    this.#orders.ask(worker, state);
    return "asked";
  }

  /** Call it when a worker has answered. */
  answered(worker: Worker | undefined): void {
    const { state, generation } = worker ?? {};
    if (generation === undefined || state?.name !== "ready" || state.askedMs === undefined) return;
    this.#goodGeneration = generation;
  }
}
