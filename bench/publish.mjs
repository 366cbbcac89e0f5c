// Writes the README's table, the FAQ's figure and the plots from `results/`: `npm run bench:readme`, and at the end of
// `npm run bench`.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { withRequestCost } from "./render/faq.mjs";
import { plotFigures } from "./render/plots.mjs";
import { withMeasured } from "./render/readme.mjs";
import { missingResults, plotPath, readResults } from "./results.mjs";

const README = new URL("../README.md", import.meta.url);
const FAQ = new URL("../docs/faq.md", import.meta.url);

export async function publish() {
  const missing = missingResults();
  if (missing.length > 0)
    return console.log(`\nNot published: there are no results yet of ${missing.join(", ")}`);
  const results = readResults();
  const plots = await plotFigures(results);
  for (const [name, svg] of Object.entries(plots)) writeFileSync(plotPath(name), svg);
  writeFileSync(README, withMeasured(readFileSync(README, "utf8"), results));
  writeFileSync(FAQ, withRequestCost(readFileSync(FAQ, "utf8"), results));
  console.log(`\nWritten: README.md, docs/faq.md, ${Object.keys(plots).length} plots in bench/results`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await publish();
