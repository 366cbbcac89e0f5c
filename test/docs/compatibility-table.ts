import type { Divergence } from "../../conformance/src/contract-line.js";

/** One line of the contract: its number and its sentence. */
export type Line = readonly [number: number, sentence: string];

/** What one suite of `conformance/test` holds: its promises by the `id`, each with the number of its line. */
export interface Suite {
  readonly name: string;
  readonly promises: ReadonlyMap<string, number>;
  readonly divergences: readonly Divergence[];
}

/** A column of the table, and the suites that are run for it. */
export interface Column {
  readonly title: string;
  readonly suites: readonly Suite[];
}

interface Note {
  readonly number: number;
  readonly line: number;
  readonly divergence: Divergence;
  readonly titles: readonly string[];
}

const INTRO = `# Compatibility

Which line of [the drain contract](contract.md) each target keeps. The suite in \`conformance/\` runs every cell against real
sockets. This page is written by \`npm run docs:compatibility\` from what the suite's tests declare: edit those instead.

For the lines of HTTP/1, node:http2 is a server with \`allowHTTP1\`.

*kept*: every test of the line passes. *differs*: named tests are expected to fail, for the reason in the note, and all others of
the line pass. –: the suite does not put this line to this target.
`;

/**
 * The whole page; of other columns than targets with a text of their own in front, and of the lines that are not
 * asked for.
 */
export function compatibilityPage(
  lines: readonly Line[],
  columns: readonly Column[],
  intro = INTRO,
  unasked = "are no part of the suite: [they have tests of their own](contract.md).",
): string {
  const notes = notesOf(columns);
  const asked = lines.filter(([line]) => columns.some((column) => holds(column, line)));
  const others = lines.filter((line) => !asked.includes(line)).map(([line]) => line);
  return [
    intro,
    row(["", "promise", ...columns.map(({ title }) => title)]),
    row(["---", "---", ...columns.map(() => "---")]),
    ...asked.map(([line, sentence]) =>
      row([String(line), sentence, ...columns.map((column) => cell(column, line, notes))]),
    ),
    "",
    ...(others.length === 0 ? [] : [`Lines ${listed(others)} ${unasked}`, ""]),
    "## Where it differs",
    "",
    ...(notes.length === 0 ? ["No divergence is declared: every line that is asked for is kept."] : []),
    notes.map(noteText).join("\n\n"),
    "",
  ].join("\n");
}

/** Each divergence once, with all columns that declare it, in the order of the lines. */
function notesOf(columns: readonly Column[]): readonly Note[] {
  const titles = new Map<Divergence, { line: number; titles: string[] }>();
  for (const { title, suites } of columns) {
    for (const { name, promises, divergences } of suites) {
      for (const divergence of divergences) {
        const line = promises.get(divergence.id);
        if (line === undefined) throw new Error(`${name} has no promise "${divergence.id}" to differ in`);
        const noted = titles.get(divergence) ?? { line, titles: [] };
        titles.set(divergence, noted);
        if (!noted.titles.includes(title)) noted.titles.push(title);
      }
    }
  }
  return [...titles]
    .sort(([, a], [, b]) => a.line - b.line)
    .map(([divergence, noted], i) => ({ ...noted, divergence, number: i + 1 }));
}

function cell(column: Column, line: number, notes: readonly Note[]): string {
  if (!holds(column, line)) return "–";
  const marks = notes.filter((note) => note.line === line && note.titles.includes(column.title));
  return marks.length === 0 ? "kept" : `differs ${marks.map(({ number }) => `[^${number}]`).join(" ")}`;
}

function holds({ suites }: Column, line: number): boolean {
  return suites.some(({ promises }) => [...promises.values()].includes(line));
}

function noteText({
  number,
  titles,
  line,
  divergence: { id, over, beforeNode, reason, link },
}: Note): string {
  const where = `${listed(titles)}, line ${line}${over ? ` over ${over}` : ""}`;
  const when = beforeNode === undefined ? "" : ` before Node ${beforeNode}`;
  return `[^${number}]: ${where}${when}, test \`${id}\`: ${reason} ([where it is written](${link})).`;
}

function listed(items: readonly (string | number)[]): string {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
