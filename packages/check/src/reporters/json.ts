import type { CheckReport } from "../report.js";

/** The report as JSON, described by `report.schema.json`. */
export function jsonText(report: CheckReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
