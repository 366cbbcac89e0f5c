import { readFileSync, writeFileSync } from "node:fs";
import { pageOf } from "./page.mjs";
import { SETUPS } from "./setups.mjs";

const RESULTS = new URL("./results.json", import.meta.url);
const PAGE = new URL("../../docs/how-servers-end.md", import.meta.url);

/**
 * @typedef {object} Failed
 * @property {string} id Of the check.
 * @property {string} [seen] The line that tells most of what was seen.
 */

/**
 * What is kept of a run.
 * @typedef {object} Row
 * @property {string} id Of the set-up.
 * @property {string} date
 * @property {string} [notRun] Why not. Then there is nothing else.
 * @property {string} [version]
 * @property {readonly string[]} [passed] Checks.
 * @property {readonly Failed[]} [failed]
 * @property {readonly string[]} [race] Checks in which only what HTTP/1.1 cannot exclude was lost.
 * @property {readonly string[]} [notMeasured] Checks that could have been measured.
 * @property {string} [exit] How the process ended that had no connection open.
 */

/**
 * @typedef {{ machine: { node: string, cpu: string, cores: number, platform: string }, rows: readonly Row[] }}
 * Results
 */

/** @returns {Results} */
export const readResults = () => JSON.parse(readFileSync(RESULTS, "utf8"));
export const readPage = () => readFileSync(PAGE, "utf8");

/** Keeps the rows in place of the last ones of their set-ups, and writes the page anew. */
export function publish(machine, rows) {
  const before = readResults().rows.filter(({ id }) => !rows.some((row) => row.id === id));
  const place = ({ id }) => SETUPS.findIndex((setup) => setup.id === id);
  const all = [...before, ...rows].sort((a, b) => place(a) - place(b));
  const lines = all.map((row) => `    ${JSON.stringify(row)}`).join(",\n");
  writeFileSync(RESULTS, `{\n  "machine": ${JSON.stringify(machine)},\n  "rows": [\n${lines}\n  ]\n}\n`);
  writePage();
}

/** Makes the page of the results. */
export const writePage = () => writeFileSync(PAGE, pageOf(readResults()));
