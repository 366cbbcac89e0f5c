import type { CheckReport } from "./report.js";
import { failureLines } from "./reporters/failure-lines.js";

/**
 * For tests: throws an error that describes every failed check with the bytes on the wire, or says why nothing was
 * measured.
 */
export function assertPassed(report: CheckReport): void {
  if (report.verdict === "passed") return;
  const failed = report.checks.filter(({ outcome }) => outcome === "failed");
  const lines = failed.flatMap((result) => [
    `${result.id}: ${result.sentence}`,
    ...failureLines(result).map((line) => `  ${line}`),
  ]);
  throw new Error(
    [report.reason ?? `${failed.length} of ${report.checks.length} checks failed`, ...lines].join("\n"),
  );
}
