import type { WorkerReport } from "../messages.js";

/** The sum of several reports: those of several workers, or of several lifecycles of one worker. */
export function total(reports: readonly WorkerReport[]): WorkerReport {
  const sum = (name: keyof WorkerReport) => reports.reduce((so, report) => so + report[name], 0);
  return {
    answered: sum("answered"),
    probes: sum("probes"),
    ended: sum("ended"),
    refused: sum("refused"),
    aborted: sum("aborted"),
    cut: sum("cut"),
  };
}
