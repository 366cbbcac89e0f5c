/** The limits that the supervisor applies. Times are in milliseconds. */
export interface Limits {
  /** How many workers should serve. */
  readonly workers: number;
  /** How many workers may be replaced at the same time. */
  readonly surge: number;
  /** How long a worker may take until it is ready. */
  readonly readyMs: number;
  /** How long the first worker of a new version must have been ready before an old worker leaves. */
  readonly minReadyMs: number;
  /** How long a worker may take to exit after it was told to. */
  readonly budgetMs: number;
  /** How many workers in a row may fail to get ready while none serves. */
  readonly attempts: number;
  /** The age at which a worker is replaced. `undefined`: never. */
  readonly maxAgeMs: number | undefined;
}

/**
 * How long a worker may take until it sends `left`. Longer than its wait for handshakes. A worker that does not answer
 * in this time is told to drain anyway.
 */
export const LEAVE_MS = 6_000;
const FIRST_BACK_OFF_MS = 100;
export const LONGEST_BACK_OFF_MS = 30_000;
/** If a worker served this long, its end starts a new row of ends for the back-off. */
export const WELL_MS = 10_000;

/** A replacement that has to be replaced within this time did not help. */
export const SOON_MS = 60_000;
const FIRST_REPEAT_PAUSE_MS = 30_000;
const LONGEST_REPEAT_PAUSE_MS = 600_000;

/** How long to wait before the next worker starts, after this many ends in a row. */
export function backOffMs(ends: number): number {
  return ends === 0 ? 0 : Math.min(LONGEST_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** (ends - 1));
}

/** How long to wait before a worker is replaced whose predecessors were too large as well, after this many pauses. */
export function repeatPauseMs(pauses: number): number {
  return Math.min(LONGEST_REPEAT_PAUSE_MS, FIRST_REPEAT_PAUSE_MS * 2 ** pauses);
}
