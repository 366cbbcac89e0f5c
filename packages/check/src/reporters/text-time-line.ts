import { exitText } from "../judge/describe-exit.js";
import { duration } from "../judge/times.js";
import type { CheckReport, CheckResult, RunRecord, TimeLineClient } from "../report.js";
import { firstFailedRun } from "./first-failed-run.js";
import { worstFirst } from "./worst-first.js";

const LABEL = 33;
const MOST_CELLS = 56;
const LEAST_CELLS = 20;
const MOST_CLIENTS = 6;

/**
 * The time line of the first failed run of a check: the process and its clients, on one scale around the signal. No
 * line is longer than `width`, unless that is less than a time line needs.
 */
export function timeLineLines(report: CheckReport, result: CheckResult, width: number): string[] {
  const run = firstFailedRun(report, result);
  if (!run?.exit) return [];
  const clients = worstFirst(run.clients.filter(({ check }) => check === result.id)).slice(0, MOST_CLIENTS);
  const cells = Math.max(LEAST_CELLS, Math.min(MOST_CELLS, width - LABEL));
  const from = Math.min(-50, ...clients.flatMap(({ events }) => events.slice(0, 1).map(({ ms }) => ms)));
  const cellAt = (ms: number) =>
    Math.max(0, Math.min(cells - 1, Math.floor(((ms - from) / (spanOf(run) - from)) * cells)));
  return [processRow(run.exit, cellAt), ...clients.map((client) => row(client, cellAt))];
}

/** What the marks of all time lines mean. A mark and its meaning are not parted at the end of a line. */
export const legend = ({ options }: CheckReport): string =>
  [
    `▼ ${options.signal}`,
    "╡ process gone",
    "○ connected",
    "> sent",
    "< received",
    "✓ whole answer",
    "┤ closed by the server",
    "├ closed by the client",
    "╳ reset",
    "✗ lost",
  ]
    .map((text) => text.replaceAll(" ", "\u00a0"))
    .join("  ");

/** The end of the time line: the exit of the process, or the last event. */
function spanOf({ exit, clients }: RunRecord): number {
  return Math.max(
    exit?.afterMs ?? 0,
    ...clients.flatMap(({ events }) => events.slice(-1).map(({ ms }) => ms)),
    50,
  );
}

function row({ label, events }: TimeLineClient, cellAt: (ms: number) => number): string {
  const cells: string[] = [];
  const [first] = events;
  const last = events.at(-1);
  if (first && last) for (let i = cellAt(first.ms); i <= cellAt(last.ms); i++) cells[i] = "·";
  for (const { ms, kind } of events) cells[cellAt(ms)] = GLYPHS[kind];
  return labelled(label, cells);
}

const GLYPHS = {
  connected: "○",
  refused: "╳",
  sent: ">",
  received: "<",
  answered: "✓",
  fin: "┤",
  reset: "╳",
  left: "├",
  malformed: "╳",
  lost: "✗",
} as const;

/** `▼` stands at the signal, over what the clients did then. */
function processRow(exit: NonNullable<RunRecord["exit"]>, cellAt: (ms: number) => number): string {
  const end = Math.max(cellAt(exit.afterMs), cellAt(0) + 1);
  const cells: string[] = Array.from({ length: end }, (_, i) => (i < cellAt(0) ? "─" : "═"));
  cells[cellAt(0)] = "▼";
  cells[end] = "╡";
  return labelled(`process: ${exitText(exit)}, ${duration(exit.afterMs)}`, cells);
}

/** Cells that nothing was written to are blank. */
const labelled = (label: string, cells: readonly string[]) =>
  label.slice(0, LABEL - 1).padEnd(LABEL) + Array.from(cells, (cell) => cell ?? " ").join("");
