import { FAILURES } from "../../test-kit/exchange.mjs";
import { outcomeText } from "./outcome-text.mjs";
import { LEAD_MS } from "./side.mjs";
import { bad, bold, dim, good, WIDTH } from "./style.mjs";

const LABEL = 22;
/** The longest of the outcomes, with the blanks before it. */
const OUTCOME = 24;
const CELLS = WIDTH - LABEL - OUTCOME;
const LEVELS = "▁▂▃▄▅▆▇█";

/** How many milliseconds one character stands for, so that the longest of the runs fits. */
export function scale(sides) {
  const longest = Math.max(...sides.map(({ exitMs }) => exitMs));
  return Math.ceil((LEAD_MS + longest + 200) / CELLS / 10) * 10;
}

export const timeLineLegend = [
  `${dim("·")} connection open, nothing under way   ━ request under way`,
  `${good("✓")} answered whole   ${bad("✗")} lost`,
  "▁▄█ answers to a crowd of clients: the taller, the more",
];

/** One server's run: a row for each kind of client, every row to the same scale, aligned to the SIGTERM. */
export function timeLine(side, msPerCell) {
  const cellAt = (at) => Math.floor((at - side.signalledAt + LEAD_MS) / msPerCell);
  const rows = side.rows.map(({ kind, witness }) => {
    const cells = kind.crowd ? crowdCells(witness, cellAt) : singleCells(witness, cellAt);
    const bar = Array.from({ length: CELLS }, (_, i) => cells[i] ?? " ").join("");
    return `${kind.label.padEnd(LABEL)}${bar}  ${outcomeText(kind, witness, side.signalledAt)}`;
  });
  return [axis(msPerCell), ...rows, processRow(side, cellAt)];
}

/** `SIGTERM` stands over its moment, the seconds after it over theirs. */
function axis(msPerCell) {
  let line = "";
  const put = (ms, text) => {
    line = `${line} `.padEnd(LABEL + Math.floor((ms + LEAD_MS) / msPerCell)) + text;
  };
  put(0, "▼SIGTERM");
  for (let s = 2; s * 1_000 + LEAD_MS < CELLS * msPerCell; s += 2) put(s * 1_000, `+${s} s`);
  return dim(line);
}

function processRow(side, cellAt) {
  const end = cellAt(side.signalledAt + side.exitMs);
  const bar = `${"═".repeat(end)}╡`.padEnd(CELLS);
  const text = `gone after ${(side.exitMs / 1_000).toFixed(1)} s`;
  return `${bold("process".padEnd(LABEL))}${bar}  ${side.exit.code === 0 ? good(text) : bad(text)}`;
}

/** One connection: its state in each cell. A later state hides an earlier one in the same cell. */
function singleCells(witness, cellAt) {
  const cells = [];
  for (const { openedAt, end } of witness.connections)
    fill(cells, cellAt(openedAt), cellAt(end.at), dim("·"));
  for (const { beganAt, endedAt } of witness.exchanges) fill(cells, cellAt(beganAt), cellAt(endedAt), "━");
  for (const { endedAt, outcome } of witness.exchanges) {
    cells[cellAt(endedAt)] = FAILURES.includes(outcome) ? bad("✗") : good("✓");
  }
  return cells;
}

/** Many clients: the number of answers in each cell. A loss hides them, since one is too many. */
function crowdCells(witness, cellAt) {
  const cells = [];
  for (const { openedAt, end } of witness.connections)
    fill(cells, cellAt(openedAt), cellAt(end.at), dim("·"));
  const counts = [];
  for (const { endedAt, outcome } of witness.exchanges) {
    const cell = cellAt(endedAt);
    if (outcome === "answered") counts[cell] = (counts[cell] ?? 0) + 1;
  }
  const most = Math.max(...counts.filter(Boolean));
  counts.forEach((count, cell) => {
    cells[cell] = LEVELS[Math.ceil((count / most) * LEVELS.length) - 1];
  });
  for (const { endedAt } of witness.failures) cells[cellAt(endedAt)] = bad("✗");
  return cells;
}

function fill(cells, from, to, glyph) {
  for (let i = from; i <= to; i++) cells[i] = glyph;
}
