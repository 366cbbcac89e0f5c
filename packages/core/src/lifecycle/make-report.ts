import type { DrainResult, Outcome, ShutdownReport } from "../report.js";
import type { ShutdownParts } from "./shutdown-parts.js";

/** When a shutdown began, and why. */
export interface ShutdownStart {
  reason: string;
  /** As ISO 8601. */
  startedAt: string;
  /** By the clock, as `deadlineMs`, which is when the budget is over. */
  beganMs: number;
  deadlineMs: number;
}

/** Makes the report. The outcome and the exit code are decided here and nowhere else. */
export function makeReport(
  { plan, clock, host, releases, escalation, timer, cause, activeResources }: ShutdownParts,
  { reason, startedAt, beganMs }: ShutdownStart,
  drained: DrainResult,
): ShutdownReport {
  const { budgetMs, lameDuckMs, drainMs, releaseMs } = plan.budget;
  const failed = cause.crashed || releases.results.some(({ status }) => status === "failed");
  const outcome: Outcome = drained.cuts.length > 0 ? "cut" : failed ? "failed" : "clean";
  const exitCode = escalation.exitCode ?? (outcome === "clean" ? 0 : 1);
  return {
    ...drained,
    reason,
    startedAt,
    durationMs: clock.now() - beganMs,
    error: cause.error,
    phases: timer.durations,
    resources: activeResources(),
    // The engine may not have counted a probe that came at the same moment as the signal.
    probes: Math.min(cause.probes, drained.requests.answered),
    outcome,
    exitCode: cause.mayExit ? host.exitCodeOf(exitCode) : exitCode,
    budget: { budgetMs, lameDuckMs, drainMs, releaseMs },
    releases: releases.results,
  };
}
