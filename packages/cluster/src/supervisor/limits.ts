/** The numbers that the supervisor goes by; times in milliseconds. */
export interface Limits {
  /** How many workers are to serve. */
  readonly workers: number;
  /** How many may be replaced at a time. */
  readonly surge: number;
  /** How long a worker may take until it is ready. */
  readonly readyMs: number;
  /** How long one that was told to end may take. */
  readonly budgetMs: number;
  /** How many workers in a row may fail to get ready while nobody serves. */
  readonly attempts: number;
  /** After which a worker is replaced; `undefined`: never. */
  readonly maxAgeMs: number | undefined;
}

/**
 * How long a worker may take until it says `left`: longer than its wait for handshakes. One that does not answer is
 * told to drain all the same.
 */
export const LEAVE_MS = 6_000;
export const FIRST_BACK_OFF_MS = 100;
export const LONGEST_BACK_OFF_MS = 30_000;
/** A worker that served as long as this was well: its end does not count as one of a row. */
export const WELL_MS = 10_000;

/** How long to wait before the next worker, after so many ends in a row. */
export function backOffMs(ends: number): number {
  return ends === 0 ? 0 : Math.min(LONGEST_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** (ends - 1));
}
