import { exitText } from "../judge/describe-exit.js";
import { duration } from "../judge/times.js";
import type { CheckReport, CheckResult, RunRecord, TimeLineClient } from "../report.js";
import { firstFailedRun } from "./first-failed-run.js";
import { worstFirst } from "./worst-first.js";

const LABEL = 32;
const CELLS = 56;
const MOST_CLIENTS = 6;

/** The time line of the first failed run of a check: its clients and the process, on one scale around the signal. */
export function timeLineLines(report: CheckReport, result: CheckResult): string[] {
  const run = firstFailedRun(report, result);
  if (!run?.exit) return [];
  const clients = worstFirst(run.clients.filter(({ check }) => check === result.id)).slice(0, MOST_CLIENTS);
  const from = Math.min(-50, ...clients.flatMap(({ events }) => events.slice(0, 1).map(({ ms }) => ms)));
  const cellAt = (ms: number) =>
    Math.max(0, Math.min(CELLS - 1, Math.floor(((ms - from) / (spanOf(run) - from)) * CELLS)));
  const axis = `${" ".repeat(LABEL + cellAt(0))}▼ ${report.options.signal}`;
  return [axis, ...clients.map((client) => row(client, cellAt)), processRow(run, cellAt)];
}

/** The end of the time line: the exit of the process, or the last event. */
function spanOf({ exit, clients }: RunRecord): number {
  return Math.max(
    exit?.afterMs ?? 0,
    ...clients.flatMap(({ events }) => events.slice(-1).map(({ ms }) => ms)),
    50,
  );
}

function row({ label, events }: TimeLineClient, cellAt: (ms: number) => number): string {
  const cells = Array.from({ length: CELLS }, () => " ");
  const [first] = events;
  const last = events.at(-1);
  if (first && last) for (let i = cellAt(first.ms); i <= cellAt(last.ms); i++) cells[i] = "·";
  for (const { ms, kind } of events) cells[cellAt(ms)] = GLYPHS[kind];
  return `${label.slice(0, LABEL - 1).padEnd(LABEL)}${cells.join("").trimEnd()}`;
}

/** `>` sent, `<` received, `✓` whole answer, `┤` closed by the server, `╳` reset, `✗` lost. */
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

function processRow({ exit }: RunRecord, cellAt: (ms: number) => number): string {
  const end = cellAt(exit?.afterMs ?? 0);
  const how = exit ? exitText(exit) : "";
  return `${"process".padEnd(LABEL)}${"═".repeat(end)}╡ ${how} after ${duration(exit?.afterMs ?? 0)}`;
}
