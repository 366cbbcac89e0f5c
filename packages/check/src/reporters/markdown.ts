import { MARKS, WORDS } from "../../../../test-kit/outcome-words.mjs";
import type { CheckReport } from "../report.js";
import { failureLines } from "./failure-lines.js";
import { headline, remark } from "./headline.js";

/** The report for a pull request: the verdict, the table, and the folded failures. */
export function markdownText(report: CheckReport): string {
  const rows = report.checks.map((result) => {
    const outcome = `${MARKS[result.outcome]} ${WORDS[result.outcome]}`;
    return `| ${outcome} | \`${result.id}\` | ${cell(result.sentence)} | ${cell(remark(result))} |`;
  });
  const shown = report.checks.filter(({ failures }) => failures.length > 0);
  const details = shown.flatMap((result) => [
    "",
    `<details><summary><code>${result.id}</code> ${WORDS[result.outcome]}</summary>`,
    "",
    ...failureLines(result).map((line) => `    ${line.replaceAll("\n", " ")}`),
    "",
    "</details>",
  ]);
  return [
    `### Graceful shutdown of \`${report.command
      .join(" ")
      .replaceAll("`", "'")
      .replace(/[\r\n]+/g, " ")}\``,
    "",
    `**${headline(report)}**`,
    "",
    "| | check | what a server does that passes | |",
    "|---|---|---|---|",
    ...rows,
    ...details,
    "",
  ].join("\n");
}

const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("\n", " ");
