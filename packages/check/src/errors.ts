/**
 * Wrong use: an option, a command or a file that cannot be as given. The message is one sentence for people; exit code
 * 2.
 */
export class UsageError extends Error {
  override name = "UsageError";
}

/**
 * The server could not be measured: it never started, or fails before any signal. One sentence for people; exit code 3.
 */
export class NotMeasurableError extends Error {
  override name = "NotMeasurableError";
}
