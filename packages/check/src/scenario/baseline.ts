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
  /** Set if it was requested over HTTP/2. */
  readonly isHttp2?: true;
}

/** As much of an answer as is compared with others. */
export type Content = Pick<Answer, "status" | "bodyBytes" | "ending" | "body" | "digest" | "endedAt">;

/** What the answers to one request have in common. */
export function inCommon(
  first: Content,
  others: readonly Content[],
): Pick<Baseline, "status" | "bodyBytes" | "sameBytes" | "content" | "ending"> {
  const isSeveral = others.length > 0;
  return {
    status: first.status,
    bodyBytes: first.bodyBytes,
    ending: others.map(({ ending }) => ending).reduce(commonEnding, first.ending),
    ...(isSeveral && others.every((other) => isSame(first, other)) && { content: first }),
    sameBytes: isSeveral && others.every(({ bodyBytes }) => bodyBytes === first.bodyBytes),
  };
}

function commonEnding(one: string, other: string): string {
  let length = 0;
  while (length < one.length && one.at(-1 - length) === other.at(-1 - length)) length += 1;
  return one.slice(one.length - length);
}

/** Whether two answers have the same body. */
export const isSame = (
  one: NonNullable<Baseline["content"]>,
  other: NonNullable<Baseline["content"]>,
): boolean => one.digest === other.digest;
