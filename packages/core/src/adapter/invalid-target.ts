import { GracefulError } from "../errors.js";
import { describeValue } from "../planning/validate/describe-value.js";

/**
 * The error for something that `graceful` cannot watch. It says what was expected, what was given, and which package
 * to use instead.
 */
export function invalidTarget(expected: string, given: unknown): GracefulError {
  return new GracefulError(
    "INVALID_TARGET",
    `Expected ${expected}, got ${describeValue(given)}. ` +
      "An app of a framework goes to graceful() of that framework's own package",
  );
}
