import type { CheckResult } from "../report.js";

/** Longer lines are truncated. The JSON report has all of them. */
const WIDTH = 900;

/** What was seen in the first failed run, the number of failed runs, and the likely cause. */
export function failureLines({ outcome, runs, failures }: CheckResult): string[] {
  const [first] = failures;
  if (!first) return [];
  const count = outcome === "failed" ? runs.failed : runs.race;
  const seen = first.seen.map((line) => (line.length > WIDTH ? `${line.slice(0, WIDTH)}…` : line));
  const cause = failures.find(({ cause }) => cause)?.cause;
  return [
    `in ${count} of ${runs.all} runs, here run ${first.run}:`,
    ...seen.map((line) => `  ${line}`),
    ...(cause ? [`likely cause: ${cause}`] : []),
  ];
}
