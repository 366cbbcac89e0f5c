import { backOffMs } from "./limits.js";

/** When the next worker may start after ends that nobody wanted, and how many starts in a row have failed. */
export class BackOff {
  /** Ends in a row, and those of them before the worker was ready. Many at once count as one: they have one reason. */
  #ends = 0;
  #failures = 0;
  #lastIdBeforeEnd = 0;
  #nextStartMs = 0;

  get nextStartMs(): number {
    return this.#nextStartMs;
  }

  get failures(): number {
    return this.#failures;
  }

  /** A worker got ready. */
  ready(): void {
    this.#failures = 0;
  }

  /** A worker served for long: its end begins a new row. */
  servedWell(): void {
    this.#ends = 0;
  }

  /** A worker ended unasked. `lastId`: of the worker that was started last. Returns how long the next one waits. */
  died(id: number, lastId: number, wasReady: boolean, nowMs: number): number {
    const isNew = id > this.#lastIdBeforeEnd;
    // Only then: workers that fail by turns would cover each other, and nothing would ever count.
    if (isNew) this.#lastIdBeforeEnd = lastId;
    if (isNew && !wasReady) this.#failures++;
    // The first one that served is replaced at once; what failed to start is not.
    const againMs = backOffMs(wasReady ? this.#ends : this.#ends + Number(isNew));
    if (isNew) this.#ends++;
    this.#nextStartMs = Math.max(this.#nextStartMs, nowMs + againMs);
    return againMs;
  }

  /** A new version may have mended what failed. */
  reset(nowMs: number): void {
    this.#ends = 0;
    this.#failures = 0;
    this.#nextStartMs = nowMs;
  }
}
