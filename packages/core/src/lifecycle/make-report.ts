import type { Budget } from "../planning/budget.js";
import type { DrainResult, Outcome, ReleaseResult, ShutdownReport } from "../report.js";

export interface Ended {
  reason: string;
  startedAt: string;
  durationMs: number;
  crashed: boolean;
  error: Error | undefined;
  /** The exit code of the signal or crash that forced the end. */
  forcedCode: number | undefined;
  drained: DrainResult;
  /** How many health probes the servers of the application answered during the shutdown. */
  probes: number;
  phases: ShutdownReport["phases"];
  budget: Budget;
  releases: ReleaseResult[];
  resources: string[];
  /** The exit code of the process if this shutdown has the exit code `code`. */
  exitCodeOf: (code: number) => number;
}

/** Makes the report. The outcome and the exit code are decided here and nowhere else. */
export function makeReport(ended: Ended): ShutdownReport {
  const { drained, probes, releases, forcedCode, crashed, budget, exitCodeOf, ...rest } = ended;
  const { budgetMs, lameDuckMs, drainMs, releaseMs } = budget;
  const failed = crashed || releases.some(({ status }) => status === "failed");
  const outcome: Outcome = drained.cuts.length > 0 ? "cut" : failed ? "failed" : "clean";
  return {
    ...drained,
    ...rest,
    // The engine may not have counted a probe that came at the same moment as the signal.
    probes: Math.min(probes, drained.requests.answered),
    outcome,
    exitCode: exitCodeOf(forcedCode ?? (outcome === "clean" ? 0 : 1)),
    budget: { budgetMs, lameDuckMs, drainMs, releaseMs },
    releases,
  };
}
