import { GracefulError } from "../errors.js";
import { describeValue } from "../planning/validate/describe-value.js";

/**
 * The refusal of something that `graceful` cannot watch: says what was expected, what was given, and where else to go.
 */
export function invalidTarget(expected: string, given: unknown): GracefulError {
  return new GracefulError(
    "INVALID_TARGET",
    `Expected ${expected}, got ${describeValue(given)}. An app of a framework goes to graceful() of that framework's own package`,
  );
}
