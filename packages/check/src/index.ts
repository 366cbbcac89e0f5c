export { assertPassed } from "./assert-passed.js";
export { check } from "./check.js";
export { NotMeasurableError, UsageError } from "./errors.js";
export { type LintFinding, type LintOptions, type LintReport, lint } from "./lint/lint.js";
export type {
  CheckOptions,
  Progress,
  ProgressNote,
  ProgressPlanned,
  ProgressRun,
  RunName,
} from "./options.js";
export type {
  CheckReport,
  CheckResult,
  Exit,
  Failure,
  Outcome,
  ReportOptions,
  RunCount,
  RunRecord,
  TimeLineClient,
  TimeLineEvent,
} from "./report.js";
