import { backOffMs, WELL_MS } from "./limits.js";

/** When the next worker may start after unexpected ends, and how many starts in a row have failed. */
export class BackOff {
  /**
   * The ends in a row, and how many of them came before the worker was ready. Several ends at the same time count
   * as one, since they have one reason.
   */
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

  /** Call it when a worker got ready. */
  ready(): void {
    this.#failures = 0;
  }

  /**
   * Call it when a worker ended that was not told to. The next start waits. The end of a worker that had served for
   * `WELL_MS` starts a new row.
   * @param lastId the id of the worker that was started last
   */
  died(id: number, lastId: number, readySinceMs: number | undefined, nowMs: number): void {
    const wasReady = readySinceMs !== undefined;
    if (wasReady && nowMs - readySinceMs >= WELL_MS) this.#ends = 0;
    const isNew = id > this.#lastIdBeforeEnd;
    // Only for a new end: otherwise workers that fail in turns would hide each other, and no end would ever count.
    if (isNew) this.#lastIdBeforeEnd = lastId;
    if (isNew && !wasReady) this.#failures++;
    // The first worker of a row is replaced at once if it has served, and after a pause if it failed to start.
    const pauseMs = backOffMs(wasReady ? this.#ends : this.#ends + Number(isNew));
    if (isNew) this.#ends++;
    this.#nextStartMs = Math.max(this.#nextStartMs, nowMs + pauseMs);
  }

  /** Call it for a new version, which may have fixed what failed. */
  reset(nowMs: number): void {
    this.#ends = 0;
    this.#failures = 0;
    this.#nextStartMs = nowMs;
  }
}
