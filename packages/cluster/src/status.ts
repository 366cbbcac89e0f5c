import type { WorkerNumbers } from "./messages.js";
import type { Mode } from "./supervisor/supervisor.js";
import type { WorkerPhase } from "./supervisor/worker.js";

/** How a reload ended. */
export type ReloadResult =
  | { readonly outcome: "reloaded"; readonly generation: number }
  /** Another reload took its place: what had not begun is replaced by that one. */
  | { readonly outcome: "superseded"; readonly generation: number }
  /** The new version did not get ready, or everything stops. Workers that had not been replaced serve on. */
  | { readonly outcome: "aborted"; readonly generation: number; readonly reason: string };

/** One worker, as `status` tells it. */
export interface WorkerStatus {
  /** Counts up from 1, never used twice. */
  readonly id: number;
  /** `undefined` before it is started. */
  readonly pid: number | undefined;
  /** 1 at the start, one more with each reload: which version of the program it runs. */
  readonly generation: number;
  /** `leaving`: it takes no new connections soon; `killed`: its time was up. */
  readonly state: WorkerPhase;
  /** Milliseconds since it was started. */
  readonly ageMs: number;
  /** What it says of itself; nothing where it does not answer within half a second. */
  readonly numbers?: Pick<WorkerNumbers, keyof WorkerNumbers>;
}

/** What `status` tells. */
export interface ClusterStatus {
  /** Of the primary. */
  readonly pid: number;
  /** The program of the workers. */
  readonly program: string;
  readonly mode: Mode["name"];
  /** How many are to serve. */
  readonly wanted: number;
  /** Of the last reload, 1 before any. */
  readonly generation: number;
  /** How many workers ended though nobody asked them to. */
  readonly died: number;
  readonly lastReload?: ReloadResult;
  readonly workers: readonly WorkerStatus[];
}
