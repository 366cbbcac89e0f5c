import type { WorkerNumbers } from "./messages.js";

/** How a reload ended. */
export type ReloadResult =
  | {
      /**
       * All workers run the new version. `superseded`: another reload took its place, which replaces what had not
       * begun.
       */
      readonly outcome: "reloaded" | "superseded";
      /** The number of the version. */
      readonly generation: number;
    }
  | {
      /** The new version did not get ready, or everything stops. Workers that had not been replaced serve on. */
      readonly outcome: "aborted";
      /** The number of the version. */
      readonly generation: number;
      /** Why, with what the worker said last. */
      readonly reason: string;
    };

/** One worker, as `status` tells it. */
export interface WorkerStatus {
  /** Counts up from 1, never used twice. */
  readonly id: number;
  /** `undefined` before it is started. */
  readonly pid: number | undefined;
  /** 1 at the start, one more with each reload: which version of the program it runs. */
  readonly generation: number;
  /**
   * `leaving`: it takes no new connections, and handshakes that are under way may end; `killed`: its time was up.
   */
  readonly state: "starting" | "ready" | "leaving" | "draining" | "killed";
  /** Milliseconds since it was started. */
  readonly ageMs: number;
  /** What it says of itself; nothing where it does not answer within half a second. */
  readonly numbers?: WorkerNumbers;
}

/** What `status` tells. */
export interface ClusterStatus {
  /** Of the primary. */
  readonly pid: number;
  /** The program of the workers. */
  readonly program: string;
  /** `new` before the first worker is started. */
  readonly mode: "new" | "running" | "reloading" | "stopping" | "ended";
  /** How many are to serve. */
  readonly wanted: number;
  /** Of the last reload, 1 before any. */
  readonly generation: number;
  /** How many workers ended though nobody asked them to. */
  readonly died: number;
  /** Of those that have ended; nothing before the first one has. */
  readonly lastReload?: ReloadResult;
  /** In the order in which they were started, until they have ended. */
  readonly workers: readonly WorkerStatus[];
}
