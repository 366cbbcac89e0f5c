/** Why a worker goes. */
export type Leaving = "reload" | "recycle" | "stop" | "abort";

/** Where one worker is. All times are milliseconds of the supervisor's clock. */
export type WorkerState =
  /** It may take connections already, and is not counted on. */
  | { readonly name: "starting"; readonly untilMs: number }
  | { readonly name: "ready"; readonly sinceMs: number }
  /** It was asked to take no new connections, and has not said `left` yet. */
  | { readonly name: "leaving"; readonly untilMs: number; readonly why: Leaving }
  | { readonly name: "draining"; readonly untilMs: number; readonly why: Leaving }
  /** Its time was up, and it is not gone yet. */
  | { readonly name: "killed"; readonly why: Leaving };

/** What the supervisor knows of one worker. Written by the supervisor alone. */
export interface Worker {
  /** Counts up from 1, never used twice. */
  readonly id: number;
  /** 1 for the workers of the start, one more with each reload. */
  readonly generation: number;
  /** The worker that goes as soon as this one is ready. */
  readonly replaces: number | undefined;
  readonly why: "start" | Leaving;
  readonly startedMs: number;
  state: WorkerState;
}

/** Whether it serves, or is about to. */
export function isOnDuty({ state }: Worker): boolean {
  return state.name === "ready" || state.name === "starting";
}
