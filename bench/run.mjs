// Measures and shows: `npm run bench`, `npm run bench -- quick`, `npm run bench -- cpu heap`, `npm run bench -- quick exit`,
// `npm run bench -- cpu rounds=20`.
// The full form writes `results/` and from it the README's table and the plots.
import { FIGURES } from "./figures.mjs";
import { showProgress } from "./progress.mjs";
import { publish } from "./publish.mjs";
import { figureTable } from "./render/figure-table.mjs";
import { asText } from "./render/table.mjs";
import { verdicts, verdictTable } from "./render/verdicts.mjs";
import { makeResult, writeResult } from "./results.mjs";

const BOUND_MS = { full: 60 * 60_000, quick: 8 * 60_000 };

const names = FIGURES.map(({ name }) => name);
const args = process.argv.slice(2);
const rounds = args.map((arg) => /^rounds=([1-9]\d*)$/.exec(arg)?.[1]).find(Boolean);
const isOption = (arg) => arg === "quick" || /^rounds=[1-9]/.test(arg);
const asked = args.filter((arg) => !isOption(arg));
const unknown = asked.filter((arg) => !names.includes(arg));
if (unknown.length > 0)
  fail(`Expected \`quick\`, \`rounds=<number>\` or one of ${names.join(", ")}, got ${unknown.join(", ")}`);

const form = args.includes("quick") ? "quick" : "full";
const figures = FIGURES.filter(({ name }) => asked.length === 0 || asked.includes(name));
setTimeout(() => fail(`Not done after ${BOUND_MS[form] / 60_000} minutes`), BOUND_MS[form]).unref();

const results = {};
for (const figure of figures) {
  const { name } = figure;
  const progress = showProgress(name);
  const about = { form, rounds: Number(rounds ?? figure.rounds[form]) };
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
