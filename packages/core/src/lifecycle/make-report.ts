import type { Budget } from "../planning/budget.js";
import type { DrainResult, Outcome, ReleaseResult, ShutdownReport } from "../report.js";

/** What a lifecycle knows at its end. */
export interface Ended {
  reason: string;
  startedAt: string;
  durationMs: number;
  crashed: boolean;
  error: Error | undefined;
  /** The exit code of the signal that forced it. */
  forcedCode: number | undefined;
  drained: DrainResult;
  /** How many health probes the servers of the application answered meanwhile. */
  probes: number;
  phases: ShutdownReport["phases"];
  budget: Budget;
  releases: ReleaseResult[];
  resources: string[];
  /** What the process will end with, where the exit code of this shutdown is `own`. */
  exitCodeOf: (code: number) => number;
}

/** The one place where an outcome and an exit code are made of what happened. */
export function makeReport(ended: Ended): ShutdownReport {
  const { drained, probes, releases, forcedCode, crashed, budget, exitCodeOf, ...rest } = ended;
  const { budgetMs, lameDuckMs, drainMs, releaseMs } = budget;
  const failed = crashed || releases.some(({ status }) => status === "failed");
  const outcome: Outcome = drained.cuts.length > 0 ? "cut" : failed ? "failed" : "clean";
  return {
    ...drained,
    ...rest,
    // Where a probe came in the same moment as the signal, the engine may not have counted it.
    probes: Math.min(probes, drained.requests.answered),
    outcome,
    exitCode: exitCodeOf(forcedCode ?? (outcome === "clean" ? 0 : 1)),
    budget: { budgetMs, lameDuckMs, drainMs, releaseMs },
    releases,
  };
}
