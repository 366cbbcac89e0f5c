import { appendFileSync } from "node:fs";
import type { CheckReport } from "../report.js";
import { failureLines } from "./failure-lines.js";
import { headline } from "./headline.js";
import { markdownText } from "./markdown.js";

/**
 * Prints annotations for the log of a workflow. In a workflow, also writes the step summary to the file that GitHub
 * names.
 */
export function githubText(report: CheckReport): string {
  const summary = process.env.GITHUB_STEP_SUMMARY;
  if (summary) appendFileSync(summary, markdownText(report));
  const annotations = report.checks.flatMap((result) => {
    const text = escaped([result.sentence, ...failureLines(result)].join("\n"));
    if (result.outcome === "failed") return [`::error title=graceful-check ${result.id}::${text}`];
    if (result.outcome === "race") return [`::notice title=graceful-check ${result.id}::${text}`];
    return [];
  });
  const level = report.verdict === "passed" ? "notice" : "error";
  return `${[...annotations, `::${level} title=graceful-check::${escaped(headline(report))}`].join("\n")}\n`;
}

const escaped = (text: string) => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
