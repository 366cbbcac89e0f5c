import type { CheckReport } from "../report.js";

/** The report as it is: `report.schema.json` describes it. */
export function jsonText(report: CheckReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
