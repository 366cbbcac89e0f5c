import type { ClusterStatus, ReloadResult } from "./status.js";

/** What `runWorkers` returns. */
export interface Workers {
  /** Resolves to `true` when all workers serve for the first time, else to `false` when they stop. Never rejects. */
  readonly serving: Promise<boolean>;
  /** Resolves to the exit code when all workers have ended. Stops nothing. Never rejects. */
  readonly closed: Promise<number>;
  /** The current state. A worker that does not answer within half a second has no numbers in it. */
  status(): Promise<ClusterStatus>;
  /** Replaces all workers: each new one starts before the old one stops. Never rejects: its result says how. */
  reload(): Promise<ReloadResult>;
  /**
   * Drains all workers at once, and resolves to the exit code, which is 0 if every worker ended well. A second call
   * returns the same promise and starts nothing.
   */
  stop(reason?: string): Promise<number>;
}
