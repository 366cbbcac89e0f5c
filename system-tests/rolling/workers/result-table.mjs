import { count } from "../../../bench/render/format.mjs";

/** What is kept of a run: `lost` reached somebody and got no whole and right answer, `refused` found nobody. */
export function toRow({
  supervisor,
  engine,
  title,
  shutdown,
  workers,
  requests,
  failures,
  toSendAgain = 0,
  endings,
  rounds,
}) {
  const refused = failures.filter(({ code }) => code === "ECONNREFUSED").length;
  return {
    supervisor,
    engine,
    title,
    shutdown,
    workers,
    reloads: rounds.length,
    requests,
    lost: failures.length - refused,
    refused,
    toSendAgain,
    endedWell: endings.filter(({ byItself, code }) => byItself && code === 0).length,
    ended: endings.length,
  };
}

const PROGRAM = { plain: "no shutdown", naive: "`server.close()`", graceful: "Graceful" };

/** @type {[string, (row: any) => string][]} */
const COLUMNS = [
  ["", ({ engine }) => engine],
  ["program", ({ shutdown, title }) => `${title}, ${PROGRAM[shutdown]}`],
  ["workers", ({ workers }) => String(workers)],
  ["reloads", ({ reloads }) => String(reloads)],
  ["requests", ({ requests }) => count(requests)],
  ["lost", ({ lost }) => count(lost)],
  ["refused", ({ refused }) => count(refused)],
  ["to be sent again", ({ toSendAgain }) => count(toSendAgain)],
  ["workers that ended by themselves, code 0", ({ endedWell, ended }) => `${endedWell} of ${ended}`],
];

/** As Markdown. */
export function resultTable(rows, without = []) {
  const columns = COLUMNS.filter(([head]) => !without.includes(head));
  const lines = [
    columns.map(([head]) => head),
    columns.map(() => "---"),
    ...rows.map((row) => columns.map(([, cell]) => cell(row))),
  ];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
