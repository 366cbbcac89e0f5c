import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describeMachine } from "./measure/machine.mjs";

const FOLDER = new URL("./results/", import.meta.url);
/** What a short run measured is shown and kept, and never published. */
const QUICK = new URL("./results/quick/", import.meta.url);

const NAMES = ["cpu", "heap", "close", "exit", "import", "size", "rolling"];

export function makeResult(figure, { form, rounds }, rows) {
  return {
    figure,
    form,
    rounds,
    date: new Date().toISOString().slice(0, 10),
    machine: describeMachine(),
    rows,
  };
}

export function writeResult(result) {
  const folder = result.form === "quick" ? QUICK : FOLDER;
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL(`${result.figure}.json`, folder), `${toJson(result)}\n`);
}

/** What was never measured in full. */
export const missingResults = () => NAMES.filter((name) => !existsSync(new URL(`${name}.json`, FOLDER)));

/** The published results, by figure; those of `npm run test:rolling` among them. */
export function readResults() {
  return Object.fromEntries(
    NAMES.map((name) => [name, JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), "utf8"))]),
  );
}

export const plotPath = (name) => fileURLToPath(new URL(`${name}.svg`, FOLDER));

/** One row a line: what changed between two runs can be seen in a diff. */
function toJson({ rows, ...about }) {
  const head = JSON.stringify(about, undefined, 2).slice(0, -2);
  return `${head},\n  "rows": [\n${rows.map((row) => `    ${JSON.stringify(row)}`).join(",\n")}\n  ]\n}`;
}
