// The demo: one app shut down in two ways under the same traffic, both then judged by graceful-check. `npm run demo` or
// `npm run demo -- <framework>`. With `--svg` the run becomes the picture of the README.
import { assertPassed } from "@x/graceful-check";
import { failureText } from "../../test-kit/failure-text.mjs";
import { oneOf, readOptions } from "../../test-kit/options.mjs";
import { wrap } from "../../test-kit/wrap.mjs";
import { APPS } from "../frameworks.mjs";
import { intro } from "./intro.mjs";
import { judge } from "./judge.mjs";
import { judgedTable } from "./judged-table.mjs";
import { publish } from "./picture/publish.mjs";
import { LEAD_MS, playSide, startSide } from "./side.mjs";
import { bold, dim, WIDTH } from "./style.mjs";
import { table, tableLegend } from "./table.mjs";
import { scale, timeLine, timeLineLegend } from "./time-line.mjs";
import { isClean, verdictLines } from "./verdict.mjs";

const { framework, svg } = readOptions(
  { svg: { type: "boolean", default: false } },
  ({ svg }, [name = "express"]) => ({ framework: oneOf("a framework", svg ? ["express"] : APPS, name), svg }),
);
const LAST_LINES = 30;

const say = (line = "") => console.log(line);
const heading = (text) => say(bold(`── ${text} ${"─".repeat(WIDTH - 4 - text.length)}`));
const sayAll = (lines, indent = "") => {
  for (const line of lines) say(`${indent}${line}`.trimEnd());
};
const sayLive = (ms, line) =>
  say(`  ${dim(`${ms < 0 ? "" : "+"}${(ms / 1_000).toFixed(1)} s`.padStart(7))}  ${line}`);

const { name, naive } = await import(`../apps/${framework}.mjs`);
sayAll(intro(name, naive));

const started = await Promise.all([
  startSide({ framework, shutdown: "naive", title: naive.title }),
  startSide({ framework, shutdown: "graceful", title: "graceful(app)" }),
]);
const sigtermAt = performance.now() + LEAD_MS;
sayLive(-LEAD_MS, "traffic begins");
setTimeout(() => sayLive(0, "SIGTERM to both"), LEAD_MS);
const sides = await Promise.all(started.map((side) => playSide(side, { sigtermAt, say: sayLive })));
const graceful = sides[1];

say();
heading("What the clients saw");
sayAll(timeLineLegend);
for (const side of sides) {
  say();
  say(bold(side.title));
  sayAll(timeLine(side, scale(sides)));
}

say();
heading("What the graceful server said: no verdict depends on it");
const lastLines = graceful.lines.slice(-LAST_LINES).flatMap((line) => wrap(line, WIDTH - 2));
sayAll(lastLines.map(dim), "  ");

say();
heading("The count");
sayAll(table(sides));
say();
sayAll(tableLegend);

say();
for (const side of sides) sayAll(verdictLines(side));
if (!isClean(graceful)) sayAll(failureLines(graceful), "    ");
if (svg) publish(name, sides);

say();
heading("The same two servers, judged by graceful-check");
say("Each is started anew some ten times, and gets the SIGTERM among clients that");
say("test one thing.");
say();
const reports = await Promise.all(sides.map(({ shutdown }) => judge(framework, shutdown)));
sayAll(
  judgedTable(
    sides.map(({ title }, i) => ({ title, report: reports[i] })),
    WIDTH,
  ),
);
say();
say("All of its checks, for a server of yours in any language:");
say(`  ${bold("npx @x/graceful-check -- node server.js")}`);
process.exitCode = isClean(graceful) ? 0 : 1;
assertPassed(reports[1]);

function failureLines({ rows, signalledAt }) {
  return rows.flatMap(({ kind, witness }) =>
    witness.failures.map((record) => `${kind.label}: ${failureText(record, signalledAt)}`),
  );
}
