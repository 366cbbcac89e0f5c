import { MARKS } from "../../../../test-kit/outcome-words.mjs";
import { wrap } from "../../../../test-kit/wrap.mjs";
import type { CheckReport, Outcome } from "../report.js";
import { failureLines } from "./failure-lines.js";
import { headline, remark } from "./headline.js";
import { legend, timeLineLines } from "./text-time-line.js";

const CODES: Readonly<Record<Outcome | "bold" | "dim", string>> = {
  passed: "32",
  failed: "31",
  race: "33",
  "not-measured": "2",
  bold: "1",
  dim: "2",
};
const INDENT = "  ";

/** Where it is shown. */
export interface Screen {
  readonly hasColours: boolean;
  /** How many characters a line has; absent where nothing wraps it, in a log. */
  readonly columns?: number;
}

/** The report for a terminal or a log: the table, then each failure with its time line. */
export function ttyText(
  report: CheckReport,
  { hasColours, columns = Number.POSITIVE_INFINITY }: Screen,
): string {
  const paint = (style: keyof typeof CODES, text: string) =>
    hasColours ? `\u001b[${CODES[style]}m${text}\u001b[0m` : text;
  const width = Math.max(...report.checks.map(({ id }) => id.length));
  const behind = " ".repeat(width + 4);
  const lines = report.checks.flatMap((result) => {
    const { id, sentence, outcome } = result;
    const mark = MARKS[outcome];
    const text = remark(result);
    // What was not measured takes one line: most of a first run are checks that need an option.
    const [told, remarked] = outcome === "not-measured" ? [text, ""] : [sentence, text];
    const [first = "", ...more] = wrap(`${mark} ${id.padEnd(width)}  ${told}`, columns, behind);
    const remarks = remarked ? wrap(`${behind}${remarked}`, columns, behind) : [];
    return [
      paint(outcome, mark) + first.slice(mark.length),
      ...more,
      ...remarks.map((line) => paint("dim", line)),
    ];
  });
  const shown = report.checks.filter(({ outcome }) => outcome === "failed" || outcome === "race");
  const failures = shown.flatMap((result) => [
    "",
    ...wrap(`${MARKS[result.outcome]} ${result.id}: ${result.sentence}`, columns, INDENT).map((line) =>
      paint("bold", line),
    ),
    ...failureLines(result).flatMap((line) => wrap(`${INDENT}${line}`, columns, `${INDENT}    `)),
    ...timeLineLines(report, result, columns - INDENT.length).map((line) => paint("dim", INDENT + line)),
  ]);
  const key = failures.length > 0 ? wrap(legend(report), columns, "") : [];
  const style = report.verdict === "passed" ? "passed" : report.verdict === "failed" ? "failed" : "race";
  const last = wrap(headline(report), columns, INDENT).map((line) => paint(style, line));
  const dimKey = key.map((line) => paint("dim", line));
  return [...lines, "", ...dimKey, ...failures, ...(failures.length > 0 ? [""] : []), ...last, ""].join("\n");
}
