/** How a worker ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /**
   * Its uncaught error, or the last lines that it printed; or why it was not ready in time. Missing if a signal ended
   * it, or if it printed nothing.
   */
  readonly said?: string;
}

/** The input of the supervisor. */
export type SupervisorEvent =
  | { readonly type: "start" }
  /** A worker listens, and its lifecycles are ready. */
  | { readonly type: "ready"; readonly id: number }
  /** A worker has answered a question, so its event loop turns. */
  | { readonly type: "answered"; readonly id: number }
  /** Why a worker is not ready. */
  | { readonly type: "waits"; readonly id: number; readonly waitsFor: string }
  /** A worker accepts no more connections, and none of its connections has a pending handshake. */
  | { readonly type: "left"; readonly id: number }
  /** A worker drains, and will exit. Ignored if it was told to. */
  | { readonly type: "drains"; readonly id: number }
  | { readonly type: "exited"; readonly id: number; readonly ending: Ending }
  | { readonly type: "reload" }
  /** Replace one worker, which uses too much memory, by a new one of the same version. */
  | { readonly type: "recycle"; readonly id: number; readonly why: string }
  | { readonly type: "stop"; readonly reason: string }
  /** A second signal is `cut`: cut what is left. A third one is `kill`. */
  | { readonly type: "force"; readonly how: "cut" | "kill"; readonly exitCode: number }
  /** Some time has passed. */
  | { readonly type: "time" };
