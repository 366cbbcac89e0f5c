import type { CheckReport, Outcome } from "../report.js";
import { failureLines } from "./failure-lines.js";
import { headline, MARKS, remark } from "./headline.js";
import { timeLineLines } from "./text-time-line.js";

const CODES: Readonly<Record<Outcome | "bold" | "dim", string>> = {
  passed: "32",
  failed: "31",
  race: "33",
  "not-measured": "2",
  bold: "1",
  dim: "2",
};

/** The report for a terminal or a log: the table, then each failure with its time line. */
export function ttyText(report: CheckReport, hasColours: boolean): string {
  const paint = (style: keyof typeof CODES, text: string) =>
    hasColours ? `\u001b[${CODES[style]}m${text}\u001b[0m` : text;
  const width = Math.max(...report.checks.map(({ id }) => id.length));
  const lines = report.checks.map((result) => {
    const text = remark(result);
    const head = `${paint(result.outcome, MARKS[result.outcome])} ${result.id.padEnd(width)}  ${result.sentence}`;
    return text ? head + paint("dim", `\n  ${" ".repeat(width)}  ${text}`) : head;
  });
  const shown = report.checks.filter(({ outcome }) => outcome === "failed" || outcome === "race");
  const failures = shown.flatMap((result) => [
    "",
    paint("bold", `${MARKS[result.outcome]} ${result.id}: ${result.sentence}`),
    ...failureLines(result).map((line) => `  ${line}`),
    ...timeLineLines(report, result).map((line) => paint("dim", `  ${line}`)),
  ]);
  const style = report.verdict === "passed" ? "passed" : report.verdict === "failed" ? "failed" : "race";
  return [...lines, ...failures, "", paint(style, headline(report)), ""].join("\n");
}
