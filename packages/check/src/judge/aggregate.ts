import type { Check } from "../checks/check-definition.js";
import type { CheckReport, CheckResult, Failure, RunRecord } from "../report.js";
import type { Finding } from "./finding.js";

/**
 * Combines the runs of one check: a failure in any run fails it, and stands before the races. `records` are those of
 * all checks.
 */
export function aggregate(
  check: Check,
  findings: readonly Finding[],
  records: readonly RunRecord[],
): CheckResult {
  const count = (outcome: Finding["outcome"]) =>
    findings.filter((finding) => finding.outcome === outcome).length;
  const runs = {
    all: findings.length,
    passed: count("passed"),
    failed: count("failed"),
    race: count("race"),
  };
  const shown = (outcome: "failed" | "race"): Failure[] =>
    findings.flatMap((finding, i) => {
      if (finding.outcome !== outcome || !("seen" in finding)) return [];
      const cause = typeof finding.cause === "function" ? finding.cause(records) : finding.cause;
      return [{ run: i + 1, seen: [...finding.seen], ...(cause !== undefined && { cause }) }];
    });
  const reason = findings.flatMap((finding) => ("reason" in finding ? [finding.reason] : []))[0];
  const notes = findings.flatMap((finding) =>
    "note" in finding && finding.note !== undefined ? [finding.note] : [],
  );
  const outcome =
    runs.failed > 0 ? "failed" : runs.race > 0 ? "race" : runs.passed > 0 ? "passed" : "not-measured";
  return {
    id: check.id,
    sentence: check.sentence,
    contract: [...check.contract],
    outcome,
    runs,
    ...(outcome === "not-measured" && { reason: reason ?? "it was not run" }),
    notes: [...new Set(notes)],
    failures: [...shown("failed"), ...shown("race")],
  };
}

/** The verdict over all checks. */
export function verdictOf(
  checks: readonly CheckResult[],
  required: readonly string[],
): Pick<CheckReport, "verdict" | "exitCode" | "reason"> {
  if (checks.some(({ outcome }) => outcome === "failed")) return { verdict: "failed", exitCode: 1 };
  const missing = checks.find(({ id, outcome }) => required.includes(id) && outcome === "not-measured");
  if (missing)
    return {
      verdict: "not-measured",
      exitCode: 3,
      reason: `\`${missing.id}\` is required, and was not measured: ${missing.reason}`,
    };
  const [first] = checks;
  if (first && checks.every(({ outcome }) => outcome === "not-measured"))
    return {
      verdict: "not-measured",
      exitCode: 3,
      reason: `No check was measured. The first, \`${first.id}\`: ${first.reason}`,
    };
  return { verdict: "passed", exitCode: 0 };
}
