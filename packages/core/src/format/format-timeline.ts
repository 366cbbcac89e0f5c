import type { ShutdownReport } from "../report.js";
import { formatDuration } from "./format-duration.js";

const WIDTH = 56;

/**
 * One line per phase, each with a bar at its place in the whole, to scale. A phase that took no time is left out,
 * except the drain. A very short phase gets a bar of one character.
 */
export function formatTimeline({ phases, budget }: Pick<ShutdownReport, "phases" | "budget">): string[] {
  const rows = [
    { label: "lame duck", ms: phases["lame-duck"], of: "" },
    { label: "draining", ms: phases.draining, of: ` of ${formatDuration(budget.drainMs)}` },
    { label: "releasing", ms: phases.releasing, of: "" },
  ];
  const totalMs = rows.reduce((sum, { ms }) => sum + ms, 0);
  // Up to the last column but one, so that a very short phase at the very end has a column of its own.
  const column = (ms: number) => Math.round((ms / totalMs || 0) * (WIDTH - 1));
  let endMs = 0;
  return rows.flatMap(({ label, ms, of }) => {
    const from = column(endMs);
    endMs += ms;
    if (ms === 0 && label !== "draining") return [];
    const bar = " ".repeat(from) + "█".repeat(Math.max(1, column(endMs) - from));
    return `${label.padEnd(9)}  ${bar.padEnd(WIDTH)}  ${formatDuration(ms)}${of}`;
  });
}
