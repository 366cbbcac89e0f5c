import type { ShutdownReport } from "./report.js";

/**
 * The phase of a lifecycle: `serving -> lame-duck -> draining -> releasing -> closed`, never back. The lame duck is
 * skipped if it lasts 0 ms and the plan has no `beforeDrain`. `reason` is that of the report. Times are milliseconds of
 * `performance.now()` in this process.
 */
export type Phase =
  | { readonly name: "serving" }
  /** Readiness fails. Everything is still accepted and served, and every response tells its client to close. */
  | {
      readonly name: "lame-duck";
      readonly reason: string;
      /** When the drain begins. With `beforeDrain`, the latest time at which it does. */
      readonly untilMs: number;
    }
  /** The listeners close; what was received is answered. */
  | {
      readonly name: "draining";
      readonly reason: string;
      /** When what is left is cut. */
      readonly deadlineMs: number;
    }
  /** The framework's own shutdown, then the releases. */
  | {
      readonly name: "releasing";
      readonly reason: string;
      /** When the budget is over. */
      readonly deadlineMs: number;
    }
  | {
      readonly name: "closed";
      /** What the shutdown did. */
      readonly report: ShutdownReport;
    };

/** `serving`, `lame-duck`, `draining`, `releasing` or `closed`. */
export type PhaseName = Phase["name"];
