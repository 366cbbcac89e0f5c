import { NotMeasurableError, UsageError } from "../errors.js";

/** The exit codes of the command. If a signal ends it, the code is 128 plus the number of the signal. */
export const EXIT = { passed: 0, failed: 1, wrongUse: 2, notMeasured: 3 } as const;

/** The exit code for a thrown error, or `undefined` if the error is a bug of this tool. */
export function exitCodeOf(error: unknown): number | undefined {
  if (error instanceof UsageError) return EXIT.wrongUse;
  if (error instanceof NotMeasurableError) return EXIT.notMeasured;
  return undefined;
}
