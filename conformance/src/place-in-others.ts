import { readFileSync } from "node:fs";

const NAME = "process/others.ts";
const FILE = new URL(`../${NAME}`, import.meta.url);

/** How the log names the place of this text in `process/others.ts`, where it stands once: `process/others.ts:12:`. */
export function placeInOthers(text: string): string {
  const lines = readFileSync(FILE, "utf8").split("\n");
  const found = lines.flatMap((line, at) => (line.includes(text) ? [at + 1] : []));
  if (found.length !== 1) throw new Error(`${NAME} has "${text}" ${found.length} times`);
  return `${NAME}:${found[0]}:`;
}
