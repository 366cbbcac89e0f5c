// Reloads under load, supervisor by supervisor: `npm run test:rolling -- workers [--publish]`, or some of it by what
// is in its name: `-- workers recluster`, `-- workers HTTP/2`.
import { failureLines } from "../verdict.mjs";
import { alone, sideBySide } from "./cases.mjs";
import { playCase } from "./play-case.mjs";
import { publish } from "./publish.mjs";
import { resultTable, toRow } from "./result-table.mjs";

const endedBySignal = ({ code }) => /^SIG(?!KILL)/.test(String(code));
const indented = (line) => `  ${line}`;

export async function runWorkersCases(args) {
  const isPublished = args.includes("--publish");
  const names = args.filter((name) => name !== "--publish");
  const isChosen = ({ supervisor, title }) =>
    names.length === 0 || names.some((name) => supervisor.includes(name) || title.includes(name));
  const rows = [];
  for (const one of [...sideBySide, ...alone].filter(isChosen)) {
    const played = await playCase(one);
    const row = toRow(played);
    rows.push(row);
    // One by one: what was measured is kept where the run is broken off.
    if (isPublished) publish(row);
    console.log(resultTable([row]));
    for (const line of failureLines(played).slice(0, 3)) console.log(`  ${line}`);
    // What Node prints when it aborts is nowhere else.
    for (const { lines } of played.endings.filter(endedBySignal)) console.log(lines.map(indented).join("\n"));
  }
  const isOurs = ({ engine }) => engine === "@x/graceful-cluster";
  process.exitCode = rows.some((row) => isOurs(row) && row.lost + row.refused > 0) ? 1 : 0;
}
