import { NotMeasurableError, UsageError } from "../errors.js";

/** What the command exits with. A signal ends it with 128 and its number, as of any other. */
export const EXIT = { passed: 0, failed: 1, wrongUse: 2, notMeasured: 3 } as const;

/** For an error that was thrown; `undefined` where it is a fault of ours. */
export function exitCodeOf(error: unknown): number | undefined {
  if (error instanceof UsageError) return EXIT.wrongUse;
  if (error instanceof NotMeasurableError) return EXIT.notMeasured;
  return undefined;
}
