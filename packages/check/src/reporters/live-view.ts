import type { WriteStream } from "node:tty";
import { duration } from "../judge/times.js";
import type { Progress } from "../options.js";
import type { Screen } from "./tty.js";

const EVERY_MS = 100;
const LABEL = 18;
/** The width of the time. It comes before the bar, so that a narrow terminal does not cut it off. */
const SINCE = 7;
/** The time that one character stands for. */
const CELL_MS = 250;
const MOST_CELLS = 50;

interface Row {
  readonly name: string;
  readonly startedAt: number;
  servingAt?: number;
  signalledAt?: number;
  exitedAt?: number;
}

export interface LiveView {
  readonly screen: Screen;
  readonly show: (progress: Progress) => void;
  end(): void;
}

/**
 * Shows the progress: in a terminal a time line for every running process, elsewhere, and where `CI` is set, a line for
 * each one that is done.
 */
export function createLiveView(screen: NodeJS.WriteStream, isWanted: boolean): LiveView {
  const { isTTY, columns } = screen as WriteStream;
  const { CI, NO_COLOR, TERM } = process.env;
  const isTerminal = isTTY && TERM !== "dumb";
  const shown = isTTY ? { hasColours: isTerminal && !NO_COLOR, columns } : { hasColours: false };
  if (!isWanted) return { screen: shown, show: () => {}, end: () => {} };
  return { screen: shown, ...(isTerminal && !CI ? terminalView(screen as WriteStream) : plainView(screen)) };
}

function plainView(screen: NodeJS.WriteStream): Omit<LiveView, "screen"> {
  let all = 0;
  let done = 0;
  let hasPrinted = false;
  return {
    show(progress) {
      hasPrinted = true;
      if (progress.kind === "note") screen.write(`graceful-check ${progress.text}\n`);
      if (progress.kind === "planned") all = progress.scenarios.length;
      if (progress.kind === "again") all += 1;
      if (progress.kind === "done")
        screen.write(`  ${++done}/${all}  ${progress.scenario}, run ${progress.run}\n`);
    },
    end() {
      if (hasPrinted) screen.write("\n");
    },
  };
}

function terminalView(screen: WriteStream): Omit<LiveView, "screen"> {
  const rows = new Map<string, Row>();
  let shown = 0;
  let all = 0;
  let done = 0;
  let note = "";
  const clear = () => {
    if (shown > 0) screen.write(`\u001b[${shown}A\u001b[J`);
    shown = 0;
  };
  const draw = () => {
    clear();
    const now = performance.now();
    const room = Math.max(1, (screen.rows ?? 24) - 3);
    const head =
      all === 0
        ? `graceful-check ${note}`
        : `${done} of ${all} runs done    ░ starts  ─ serves  ▼ signal  ═ ends  ╡ gone`;
    // A line that wraps would be two, and the next drawing would begin too low.
    const lines = [head, ...[...rows.values()].slice(0, room).map((row) => rowText(row, now))].map((line) =>
      line.slice(0, (screen.columns ?? 80) - 1),
    );
    screen.write(`${lines.join("\n")}\n`);
    shown = lines.length;
  };
  const timer = setInterval(draw, EVERY_MS);
  return {
    show(progress) {
      if (progress.kind === "note") note = progress.text;
      else if (progress.kind === "planned") all = progress.scenarios.length;
      else if (progress.kind === "again") all += 1;
      else if (progress.kind === "done") {
        rows.delete(keyOf(progress));
        done += 1;
      } else rows.set(keyOf(progress), moved(rows.get(keyOf(progress)), progress));
    },
    end() {
      clearInterval(timer);
      clear();
    },
  };
}

const keyOf = ({ scenario, run }: { scenario: string; run: number }) => `${scenario} ${run}`;

function moved(row: Row | undefined, { kind, ...names }: Extract<Progress, { scenario: string }>): Row {
  const now = performance.now();
  const known = row ?? { name: keyOf(names), startedAt: now };
  if (kind === "serving") return { ...known, servingAt: now };
  if (kind === "signalled") return { ...known, signalledAt: known.signalledAt ?? now };
  if (kind === "exited") return { ...known, exitedAt: now };
  return known;
}

function rowText({ name, startedAt, servingAt, signalledAt, exitedAt }: Row, now: number): string {
  const cells = (from: number | undefined, to: number | undefined) =>
    from === undefined ? 0 : Math.max(0, Math.round(((to ?? now) - from) / CELL_MS));
  const bar = [
    "░".repeat(cells(startedAt, servingAt ?? signalledAt)),
    "─".repeat(cells(servingAt, signalledAt)),
    signalledAt === undefined ? "" : "▼",
    "═".repeat(Math.min(MOST_CELLS, cells(signalledAt, exitedAt))),
    exitedAt === undefined ? "" : "╡",
  ].join("");
  const since = signalledAt === undefined ? "" : `+${duration((exitedAt ?? now) - signalledAt)}`;
  return `${name.padEnd(LABEL)}${since.padStart(SINCE)}  ${bar}`;
}
