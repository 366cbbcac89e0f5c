import type { Ending } from "./events.js";
import type { Leaving } from "./worker.js";

/** What the supervisor wants done, in this order. */
export type Command =
  | { readonly type: "spawn"; readonly id: number; readonly generation: number }
  /** Have a worker take no new connection, and say so with `left`. */
  | { readonly type: "leave"; readonly id: number }
  /** Tell a worker to drain and end. */
  | { readonly type: "drain"; readonly id: number; readonly why: Leaving }
  /** Tell a worker that drains to cut what is left. */
  | { readonly type: "cut"; readonly id: number }
  | { readonly type: "kill"; readonly id: number }
  | { readonly type: "report"; readonly news: News }
  /** Everything is over; nothing comes after it. */
  | { readonly type: "end"; readonly exitCode: number };

/** What people and service managers hear. */
export type News =
  /** As many workers as are wanted serve for the first time. */
  | { readonly type: "serving" }
  | { readonly type: "ready"; readonly id: number }
  /** A worker ended though nobody asked it to. */
  | {
      readonly type: "died";
      readonly id: number;
      readonly ending: Ending;
      readonly againMs: number;
      readonly wasReady: boolean;
    }
  /** A worker ended that was told to. */
  | { readonly type: "gone"; readonly id: number; readonly ending: Ending; readonly why: Leaving }
  /** A worker was not done within its budget. */
  | { readonly type: "killed"; readonly id: number; readonly why: Leaving }
  | { readonly type: "reloading"; readonly generation: number }
  | { readonly type: "reloaded"; readonly generation: number }
  /** Another reload took its place. */
  | { readonly type: "superseded"; readonly generation: number }
  | { readonly type: "aborted"; readonly generation: number; readonly reason: string }
  | { readonly type: "recycling"; readonly id: number; readonly reason: string }
  | { readonly type: "stopping"; readonly reason: string }
  /** No worker serves, and none got ready in so many attempts. */
  | { readonly type: "gave-up"; readonly attempts: number; readonly reason: string };
