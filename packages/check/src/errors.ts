/** Wrong use: an invalid option, command or file. The message is one sentence for users; the exit code is 2. */
export class UsageError extends Error {
  override name = "UsageError";
}

/**
 * The server could not be measured: it did not start, or a request failed before any signal. The message is one
 * sentence for users; the exit code is 3.
 */
export class NotMeasurableError extends Error {
  override name = "NotMeasurableError";
}
