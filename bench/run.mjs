// Measures and shows: `npm run bench`, `npm run bench -- quick`, `npm run bench -- cpu heap`, `npm run bench -- quick
// exit`, `npm run bench -- cpu --rounds 20`. The full form writes `results/` and from it the README's table and the
// plots.

import "../scripts/install-nest.mjs";
import { oneOf, readOptions, wholeNumber } from "../test-kit/options.mjs";
import { asText } from "../test-kit/table.mjs";
import { FIGURES } from "./figures.mjs";
import { showProgress } from "./progress.mjs";
import { publish } from "./publish.mjs";
import { figureTable } from "./render/figure-table.mjs";
import { verdicts, verdictTable } from "./render/verdicts.mjs";
import { makeResult, writeResult } from "./results.mjs";

const BOUND_MS = { full: 60 * 60_000, quick: 8 * 60_000 };

const names = FIGURES.map(({ name }) => name);
const { form, figures, asked } = readOptions({ rounds: { type: "string" } }, ({ rounds }, given) => {
  const chosen = given.map((name) => oneOf("a figure", ["quick", ...names], name));
  const only = chosen.filter((name) => name !== "quick");
  return {
    form: chosen.includes("quick") ? "quick" : "full",
    figures: FIGURES.filter(({ name }) => only.length === 0 || only.includes(name)),
    asked: rounds === undefined ? undefined : wholeNumber("--rounds", rounds, 1),
  };
});
setTimeout(() => fail(`Not done after ${BOUND_MS[form] / 60_000} minutes`), BOUND_MS[form]).unref();

const results = {};
for (const figure of figures) {
  const { name } = figure;
  const progress = showProgress(name);
  const about = { form, rounds: asked ?? figure.rounds[form] };
  const rows = await figure.measure({ ...about, say: progress.say });
  progress.end();
  results[name] = makeResult(name, about, rows);
  writeResult(results[name]);
  const { title, table } = figureTable(results[name]);
  console.log(`\n${title}\n${asText(table)}`);
}
console.log(`\nTargets\n${asText(verdictTable(verdicts(results)))}`);
if (form === "quick")
  console.log(
    "\nA short run shows that it runs. Its numbers are in bench/results/quick and are not published.",
  );
else await publish();
process.exit();

function fail(why) {
  console.error(why);
  process.exit(1);
}
