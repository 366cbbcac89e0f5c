import type { WorkerReport } from "../messages.js";
import { count } from "./count.js";
import { formatCounts } from "./format-news.js";

/** One line for all workers: `Stopped in 1.2 s: 4 workers, 60 requests answered. Exit code 0` */
export function formatStop(reports: readonly WorkerReport[], durationMs: number, exitCode: number): string {
  const sum = (name: keyof WorkerReport) => reports.reduce((total, report) => total + report[name], 0);
  const counts = formatCounts({
    answered: sum("answered"),
    probes: sum("probes"),
    ended: sum("ended"),
    refused: sum("refused"),
    aborted: sum("aborted"),
    cut: sum("cut"),
  });
  const many = `${count(reports.length, "worker")} drained`;
  return `Stopped in ${(durationMs / 1_000).toFixed(1)} s: ${many}, ${counts}. Exit code ${exitCode}`;
}
