import type { CheckReport } from "../report.js";
export function htmlText(report: CheckReport): string {
  return JSON.stringify(report);
}
