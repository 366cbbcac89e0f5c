// Writes the README's table and the plots from `results/`: `npm run bench:readme`, and at the end of `npm run bench`.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { plotFigures } from "./render/plots.mjs";
import { withMeasured } from "./render/readme.mjs";
import { missingResults, plotPath, readResults } from "./results.mjs";

const README = new URL("../README.md", import.meta.url);

export async function publish() {
  const missing = missingResults();
  if (missing.length > 0)
    return console.log(`\nNot published: there are no results yet of ${missing.join(", ")}`);
  const results = readResults();
  const plots = await plotFigures(results);
  for (const [name, svg] of Object.entries(plots)) writeFileSync(plotPath(name), svg);
  writeFileSync(README, withMeasured(readFileSync(README, "utf8"), results));
  console.log(`\nWritten: README.md, ${Object.keys(plots).length} plots in bench/results`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await publish();
