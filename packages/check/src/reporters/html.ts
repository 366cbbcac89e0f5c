import { escapeXml as text } from "../../../../test-kit/escape-xml.mjs";
import { MARKS, WORDS } from "../../../../test-kit/outcome-words.mjs";
import { exitText } from "../judge/describe-exit.js";
import { duration } from "../judge/times.js";
import type { CheckReport, CheckResult, RunRecord } from "../report.js";
import { failureLines } from "./failure-lines.js";
import { firstFailedRun } from "./first-failed-run.js";
import { countText, headline, remark } from "./headline.js";
import { STYLE } from "./html-style.js";
import { runPicture } from "./run-picture.js";

/**
 * The report as one HTML file that needs no network: the verdict, the table, the failures, and a time line for every
 * scenario.
 */
export function htmlText(report: CheckReport): string {
  const command = report.command.join(" ");
  const failures = report.checks.filter((result) => result.failures.length > 0);
  const seen = failures.map((result) => failure(result, report)).join("\n");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Graceful shutdown: ${text(report.verdict)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<header>
<p class="tool">graceful-check</p>
<h1><code>${text(command)}</code></h1>
<p class="verdict ${report.verdict}">${text(headline(report))}</p>
<p class="when">${text(report.startedAt)}</p>
</header>
<section>
<h2>Checks: ${text(countText(report.checks))}</h2>
<table>
<thead><tr><th>Outcome</th><th>Check</th><th>What a server does that passes</th></tr></thead>
<tbody>
${report.checks.map(row).join("\n")}
</tbody>
</table>
</section>
${seen && `<section>\n<h2>What was seen</h2>\n${seen}\n</section>`}
<section>
<h2>Time lines</h2>
<p>The first run of each scenario. Times are from the signal.</p>
${report.runs
  .filter(({ run, exit }) => run === 1 && exit)
  .map(timeLine)
  .join("\n")}
</section>
<footer>
Judged by the wire, the exit and the kernel. What the server printed decides only whether output is lost.
</footer>
</main>
</body>
</html>
`;
}

function row(result: CheckResult): string {
  const more = remark(result);
  const cells = [
    `<td class="outcome"><span aria-hidden="true">${MARKS[result.outcome]}</span> ${WORDS[result.outcome]}</td>`,
    `<td><code>${text(result.id)}</code></td>`,
    `<td>${prose(result.sentence)}${more ? `<br><small>${prose(more)}</small>` : ""}</td>`,
  ];
  return `<tr class="${result.outcome}">${cells.join("")}</tr>`;
}

/** With code between backticks. */
const prose = (sentence: string) => text(sentence).replace(/`([^`]+)`/g, "<code>$1</code>");

function failure(result: CheckResult, report: CheckReport): string {
  const record = firstFailedRun(report, result);
  const lines = failureLines(result)
    .map((line) => text(line))
    .join("\n");
  return `<article class="${result.outcome}">
<h3>${MARKS[result.outcome]} <code>${text(result.id)}</code></h3>
<pre>${lines}</pre>
${record?.exit ? runPicture(record, result.id) : ""}
</article>`;
}

function timeLine(record: RunRecord): string {
  const how = record.exit ? exitText(record.exit) : "";
  const times = `ready after ${duration(record.startMs)}, gone ${duration(record.exit?.afterMs ?? 0)} after the signal`;
  return `<figure>
<figcaption><strong>${text(record.scenario)}</strong>: ${times}, ${text(how)}</figcaption>
${runPicture(record)}
</figure>`;
}
