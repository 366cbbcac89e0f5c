/** How a worker ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What it said last, where it was not ready: its error, or the last lines that it printed. */
  readonly said?: string;
}

/** What the supervisor is told. */
export type SupervisorEvent =
  | { readonly type: "start" }
  /** A worker listens, and its lifecycle is ready. */
  | { readonly type: "ready"; readonly id: number }
  /** A worker takes no new connection any more, and those that it has taken have done their handshakes. */
  | { readonly type: "left"; readonly id: number }
  | { readonly type: "exited"; readonly id: number; readonly ending: Ending }
  | { readonly type: "reload" }
  /** One worker is to be replaced by a new one of the same kind: it is too large, for instance. */
  | { readonly type: "recycle"; readonly id: number; readonly why: string }
  | { readonly type: "stop"; readonly reason: string }
  /** A second signal: `cut` what is left; a third: `kill`. */
  | { readonly type: "force"; readonly how: "cut" | "kill"; readonly exitCode: number }
  /** Some time has passed. */
  | { readonly type: "time" };
