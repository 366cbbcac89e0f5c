/** Why a worker is stopped. `itself`: its own lifecycle, or a signal from elsewhere. */
export type Leaving = "reload" | "recycle" | "stop" | "abort" | "itself";

/** The state of one worker. All times are milliseconds of the supervisor's clock. */
export type WorkerState =
  /** It may accept connections already, but does not count as serving. `waitsFor`: why it is not ready. */
  | { readonly name: "starting"; readonly untilMs: number; readonly waitsFor: string }
  /** `askedMs`: when the first worker of a version was asked for an answer. */
  | { readonly name: "ready"; readonly sinceMs: number; readonly askedMs?: number }
  /** It was asked to accept no more connections, and has not sent `left` yet. */
  | { readonly name: "leaving"; readonly untilMs: number; readonly why: Leaving }
  | { readonly name: "draining"; readonly untilMs: number; readonly why: Leaving }
  /** Its time was over. It was sent SIGKILL, and has not exited yet. */
  | { readonly name: "killed"; readonly why: Leaving };

/** What the supervisor knows about one worker. Only the supervisor writes it. */
export interface Worker {
  /** Counts up from 1. An id is never used again. */
  readonly id: number;
  /** 1 for the first workers. Each reload adds one. */
  readonly generation: number;
  /** The worker that is stopped as soon as this one is ready. */
  readonly replaces: number | undefined;
  readonly why: "start" | Leaving;
  readonly startedMs: number;
  state: WorkerState;
}

/** Whether it serves, or starts. */
export function isOnDuty({ state }: Worker): boolean {
  return state.name === "ready" || state.name === "starting";
}
