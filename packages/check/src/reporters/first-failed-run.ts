import type { CheckReport, CheckResult, RunRecord } from "../report.js";

/** The record of the first run in which a check failed. */
export const firstFailedRun = ({ runs }: CheckReport, { id, failures }: CheckResult): RunRecord | undefined =>
  runs.find(({ run, clients }) => run === failures[0]?.run && clients.some(({ check }) => check === id));
