import type { Answer } from "../clients/wire.js";
import type { Route } from "../options.js";

/** The answer to a request before any signal. Afterwards it must be the same. */
export interface Baseline {
  readonly route: Route;
  readonly status: number;
  readonly bodyBytes: number;
  /** Whether all answers before any signal had the same length. */
  readonly sameBytes: boolean;
  /** The body, if it was the same in several answers before any signal. */
  readonly content?: Pick<Answer, "body" | "digest">;
  /** The last bytes of the body, as far as they were the same in all answers. */
  readonly ending: string;
  readonly durationMs: number;
  /** Whether a second request on the same connection was answered. False for a slow route. */
  readonly keepsAlive: boolean;
}

/** Whether two answers have the same body. */
export const isSame = (
  one: NonNullable<Baseline["content"]>,
  other: NonNullable<Baseline["content"]>,
): boolean => one.digest === other.digest;
