import { MARKS, WORDS } from "../../test-kit/outcome-words.mjs";
import { wrap } from "../../test-kit/wrap.mjs";
import { bad, bold, dim, good } from "./style.mjs";

const PAINT = { passed: good, failed: bad, race: dim, "not-measured": dim };
const GAP = 2;

/**
 * What graceful-check says of several servers: a row for each check, a column for each server.
 * @param {readonly { title: string, report: import("@x/graceful-check").CheckReport }[]} judged
 * @param {number} width
 */
export function judgedTable(judged, width) {
  const widths = judged.map(({ title }) => Math.max(title.length, ...Object.keys(WORDS).map(cellWidth)));
  const room = width - widths.reduce((sum, cell) => sum + GAP + cell, 0);
  const line = (text, cells) => `${text.padEnd(room)}${cells.map((cell) => " ".repeat(GAP) + cell).join("")}`;
  const heads = judged.map(({ title }, i) => bold(title.padEnd(widths[i])));
  const rows = judged[0].report.checks.flatMap(({ id, sentence }) => {
    const cells = judged.map(({ report }, i) => {
      const outcome = report.checks.find((check) => check.id === id)?.outcome ?? "not-measured";
      return PAINT[outcome](textOf(outcome).padEnd(widths[i]));
    });
    const [first, ...more] = wrap(`${id}: ${sentence}`, room, "  ");
    return [line(first, cells).replace(id, bold(id)), ...more];
  });
  const hasRace = judged.some(({ report }) => report.checks.some(({ outcome }) => outcome === "race"));
  const legend = hasRace ? ["", dim("race: a loss that HTTP/1.1 cannot exclude, and no failure")] : [];
  return [line("", heads), ...rows, ...legend].map((text) => text.trimEnd());
}

const textOf = (outcome) => `${MARKS[outcome]} ${WORDS[outcome]}`;
const cellWidth = (outcome) => textOf(outcome).length;
