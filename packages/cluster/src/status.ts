import type { WorkerNumbers } from "./messages.js";

/** How a reload ended. */
export type ReloadResult =
  | {
      /**
       * `reloaded`: all workers run the new version. `superseded`: another reload took over, and replaces all workers.
       */
      readonly outcome: "reloaded" | "superseded";
      /** The number of the version. */
      readonly generation: number;
    }
  | {
      /** The new version did not get ready, or all workers stop. Workers that had not been replaced go on serving. */
      readonly outcome: "aborted";
      /** The number of the version. */
      readonly generation: number;
      /** The reason, with the last output of the worker. */
      readonly reason: string;
    };

/** The status of one worker. */
export interface WorkerStatus {
  /** Counts up from 1. An id is never used again. */
  readonly id: number;
  /** `undefined` if the process was not started. */
  readonly pid: number | undefined;
  /** The version of the program that it runs: 1 at the start, one more with each reload. */
  readonly generation: number;
  /**
   * `leaving`: it accepts no more connections, and waits for pending handshakes. `killed`: its time was over.
   */
  readonly state: "starting" | "ready" | "leaving" | "draining" | "killed";
  /** Milliseconds since it was started. */
  readonly ageMs: number;
  /** Missing if the worker does not answer within half a second. */
  readonly numbers?: WorkerNumbers;
}

/** The status of the program and of all its workers. */
export interface ClusterStatus {
  /** The pid of the primary. */
  readonly pid: number;
  /** The program of the workers. */
  readonly program: string;
  /** `new` before the first worker is started. */
  readonly mode: "new" | "running" | "reloading" | "stopping" | "ended";
  /** How many workers should serve. */
  readonly wanted: number;
  /** The version of the last reload. 1 before the first reload. */
  readonly generation: number;
  /** How many workers ended, or drain by themselves, that were not told to. */
  readonly died: number;
  /** The result of the last reload that has ended. Missing before the first one has ended. */
  readonly lastReload?: ReloadResult;
  /** All workers that have not ended, in the order in which they were started. */
  readonly workers: readonly WorkerStatus[];
}
