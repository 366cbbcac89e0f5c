import type { Ending } from "./events.js";
import type { Leaving } from "./worker.js";

/** The output of the supervisor. Carry out commands in the order in which they come. */
export type Command =
  | { readonly type: "spawn"; readonly id: number; readonly generation: number }
  /** Ask a worker for any answer. */
  | { readonly type: "ask"; readonly id: number }
  /** Tell a worker to accept no more connections, and to send `left` when that is done. */
  | { readonly type: "leave"; readonly id: number }
  /** Tell a worker to drain and exit. */
  | { readonly type: "drain"; readonly id: number; readonly why: Leaving }
  /** Tell a worker to cut what is left. */
  | { readonly type: "cut"; readonly id: number }
  | { readonly type: "kill"; readonly id: number }
  | { readonly type: "report"; readonly news: News }
  /** Everything is over. No command comes after this one. */
  | { readonly type: "end"; readonly exitCode: number };

/** What is logged and what service managers are told. */
export type News =
  /** For the first time, all workers serve. */
  | { readonly type: "serving" }
  | { readonly type: "ready"; readonly id: number }
  /** A worker ended that was not told to. */
  | {
      readonly type: "died";
      readonly id: number;
      readonly ending: Ending;
      /** When the next worker starts in its place. `undefined`: none does. */
      readonly againMs: number | undefined;
      readonly wasReady: boolean;
    }
  /** A worker ended that was told to. */
  | { readonly type: "gone"; readonly id: number; readonly ending: Ending; readonly why: Leaving }
  /** A worker was not done within its budget, or a third signal came. */
  | { readonly type: "killed"; readonly id: number; readonly why: Leaving }
  | { readonly type: "reloading"; readonly generation: number }
  | { readonly type: "reloaded"; readonly generation: number }
  /** Another reload took over. */
  | { readonly type: "superseded"; readonly generation: number }
  | {
      readonly type: "aborted";
      readonly generation: number;
      readonly reason: string;
      readonly isStop: boolean;
    }
  | { readonly type: "recycling"; readonly id: number; readonly reason: string }
  /** A worker that was started because another one was too large soon is too large as well. */
  | { readonly type: "recycles-wait"; readonly id: number; readonly reason: string; readonly waitMs: number }
  | { readonly type: "stopping"; readonly reason: string }
  /** No worker serves, and `attempts` workers in a row did not get ready. */
  | { readonly type: "gave-up"; readonly attempts: number; readonly reason: string };
