import { WORDS } from "../../../../test-kit/outcome-words.mjs";
import { duration } from "../judge/times.js";
import type { CheckReport, CheckResult } from "../report.js";

/** `13 passed, 2 failed, 1 race, 4 not measured`, without the outcomes that did not occur. */
export function countText(checks: readonly CheckResult[]): string {
  const counts = Object.entries(WORDS).map(
    ([outcome, word]) => [checks.filter((check) => check.outcome === outcome).length, word] as const,
  );
  return counts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}`)
    .join(", ");
}

/** The verdict in one sentence. */
export function headline({ verdict, reason, checks, options, durationMs }: CheckReport): string {
  const runs = `${options.runs} ${options.runs === 1 ? "run" : "runs"} each`;
  const budget = `${options.signal}, budget ${duration(options.budgetMs)}`;
  const measured = `${countText(checks)}; ${runs}, ${budget}, in ${duration(durationMs)}`;
  if (verdict === "not-measured") return `Not measured: ${reason}. ${measured}`;
  return `${verdict === "passed" ? "Passed" : "Failed"}: ${measured}`;
}

/** The remark on a check in a table: why it was not measured, or what was noted. */
export function remark({ outcome, reason, notes, runs }: CheckResult): string {
  if (outcome === "not-measured") return reason ?? "";
  if (outcome === "failed") return `in ${runs.failed} of ${runs.all} runs`;
  if (outcome === "race") return `in ${runs.race} of ${runs.all} runs: HTTP/1.1 cannot exclude it`;
  return notes[0] ?? "";
}
