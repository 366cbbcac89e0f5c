export { assertPassed } from "./assert-passed.js";
export { check } from "./check.js";
export { NotMeasurableError, UsageError } from "./errors.js";
export { type LintFinding, type LintOptions, lint } from "./lint/lint.js";
export type { CheckOptions, Progress } from "./options.js";
export type {
  CheckReport,
  CheckResult,
  Exit,
  Failure,
  Outcome,
  RunRecord,
  TimeLineClient,
  TimeLineEvent,
} from "./report.js";
