import { LONGEST_BACK_OFF_MS, repeatPauseMs, SOON_MS } from "./limits.js";
import type { Orders } from "./orders.js";
import type { Worker } from "./worker.js";

interface Recycle {
  readonly reason: string;
  /** The worker is a replacement itself, and soon had to be replaced again. */
  readonly isRepeated: boolean;
}

/** The workers that have to be replaced by workers of the same version, and why. */
export class Recycles {
  readonly #orders: Orders;
  readonly #all = new Map<number, Recycle>();
  #nextMs = 0;
  /** The pauses before repeated replacements, in a row. */
  #pauses = 0;
  #nextRepeatMs = 0;

  constructor(orders: Orders) {
    this.#orders = orders;
  }

  has(id: number): boolean {
    return this.#all.has(id);
  }

  addOld({ id }: Worker): void {
    this.#all.set(id, { reason: "it has reached its age", isRepeated: false });
  }

  /** A limit that a new worker reaches as soon as the one before it would have workers replaced without end. */
  addLarge(worker: Worker | undefined, reason: string, nowMs: number): void {
    if (worker?.state.name !== "ready" || this.has(worker.id)) return;
    const { id, state, why } = worker;
    const isRepeated = why === "recycle" && nowMs - state.sinceMs < SOON_MS;
    this.#all.set(id, { reason, isRepeated });
    if (!isRepeated || (this.#pauses > 0 && nowMs - this.#nextRepeatMs < SOON_MS)) return;
    this.#pauses = 0;
    this.#pause(nowMs);
    this.#orders.report({ type: "recycles-wait", id, reason, waitMs: this.#nextRepeatMs - nowMs });
  }

  remove(id: number): void {
    this.#all.delete(id);
  }

  /** Call it when a worker died. If it was a replacement, the next one waits. */
  afterDeath({ id, why }: Worker, nowMs: number): void {
    this.remove(id);
    if (why === "recycle") this.#nextMs = nowMs + LONGEST_BACK_OFF_MS;
  }

  /** Call it for a new version, which may need less memory. */
  reset(): void {
    this.#pauses = 0;
  }

  /** When the next replacement is due. `Infinity` if none waits for its time. */
  wakeMs(nowMs: number): number {
    return Math.min(...[...this.#all.values()].map(this.#dueMs).filter((dueMs) => dueMs > nowMs));
  }

  /** Removes and returns the next replacement that is due. */
  take(nowMs: number): { id: number; reason: string } | undefined {
    const next = [...this.#all].find(([, recycle]) => this.#dueMs(recycle) <= nowMs);
    if (!next) return undefined;
    const [id, { reason, isRepeated }] = next;
    this.#all.delete(id);
    if (isRepeated) this.#pause(nowMs);
    return { id, reason };
  }

  #pause(nowMs: number): void {
    this.#nextRepeatMs = nowMs + repeatPauseMs(this.#pauses++);
  }

  readonly #dueMs = ({ isRepeated }: Recycle): number =>
    isRepeated ? Math.max(this.#nextMs, this.#nextRepeatMs) : this.#nextMs;
}
