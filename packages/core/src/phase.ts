import type { DrainReport } from "./report.js";

/**
 * Where a lifecycle is. `serving -> lame-duck -> draining -> releasing -> closed`, never back. The lame duck is
 * left out where it lasts 0 ms.
 */
export type Phase =
  | { readonly name: "serving" }
  /** Readiness says no; everything is still accepted and served, every response tells its client to close. */
  | { readonly name: "lame-duck"; readonly reason: string; readonly untilMs: number }
  /** The listeners close; what was received is answered until the deadline. Both times are of `Clock.now`. */
  | { readonly name: "draining"; readonly reason: string; readonly deadlineMs: number }
  | { readonly name: "releasing"; readonly reason: string; readonly deadlineMs: number }
  | { readonly name: "closed"; readonly report: DrainReport };

export type PhaseName = Phase["name"];

const ORDER: Record<PhaseName, number> = { serving: 0, "lame-duck": 1, draining: 2, releasing: 3, closed: 4 };

/** Whether a lifecycle may go from one phase to another: forwards only, and a phase may be skipped. */
export function follows(next: Phase, current: Phase): boolean {
  return ORDER[next.name] > ORDER[current.name];
}
