import type { ClusterStatus, ReloadResult } from "./status.js";

/** Workers that run. */
export interface Workers {
  /** `true` when as many serve as are wanted, for the first time; `false` where they stop before. Never rejects. */
  readonly serving: Promise<boolean>;
  /** Settles when everything is over, with the exit code. Begins nothing. */
  readonly closed: Promise<number>;
  /** What there is right now. Workers that do not answer within half a second are told without their numbers. */
  status(): Promise<ClusterStatus>;
  /** Replaces all workers, the new one first. Never rejects: how it ended is in its result. */
  reload(): Promise<ReloadResult>;
  /**
   * Drains all workers at once, and resolves to the exit code: 0 where each ended well. The second call is the same
   * promise.
   */
  stop(reason?: string): Promise<number>;
}
