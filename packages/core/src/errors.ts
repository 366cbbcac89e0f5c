/**
 * What went wrong, for code to match on:
 *
 * - `INVALID_OPTION`: an option or an argument is unknown or wrong, or contradicts another one.
 * - `INVALID_TARGET`: the argument of `graceful` is neither a server nor an app of the framework.
 * - `ALREADY_GRACEFUL`: this app or server already has a lifecycle.
 * - `SERVER_CLOSED`: this server was closed before it was given to `graceful`.
 * - `TIMED_OUT`: a release, a check or a framework's own shutdown did not end in its time.
 * - `LIFECYCLE_CLOSED`: a closed lifecycle was given something new to do.
 */
export type GracefulErrorCode =
  | "INVALID_OPTION"
  | "INVALID_TARGET"
  | "ALREADY_GRACEFUL"
  | "SERVER_CLOSED"
  | "TIMED_OUT"
  | "LIFECYCLE_CLOSED";

/** A mark on every error, by which the errors of another copy of this package are recognised. */
const BRAND = Symbol.for("@x/graceful.error");

/**
 * The one error class of this package. Its `code` is part of the message too, since most tools show only that:
 * `[INVALID_OPTION] ...`.
 */
export class GracefulError extends Error {
  override readonly name = "GracefulError";
  /** What went wrong, for code to match on. */
  readonly code: GracefulErrorCode;
  /** @internal */
  readonly [BRAND] = true;

  /** For adapters. The code is put in front of `message`. */
  constructor(code: GracefulErrorCode, message: string, options?: ErrorOptions) {
    super(`[${code}] ${message}`, options);
    this.code = code;
  }

  /** `instanceof` also recognises the errors of a second copy of this package (ESM beside CJS). */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === "object" && value !== null && BRAND in value;
  }
}

/** An unknown thrown value as an `Error`, for reports. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(printed(thrown, String), { cause: thrown });
}

/** `String()` throws for an object without a prototype, and a `toString` of the application may throw. */
export function printed(thrown: unknown, print: (thrown: unknown) => string): string {
  try {
    return print(thrown);
  } catch {
    return "something that cannot be printed was thrown";
  }
}
