import type { Release } from "./plan.js";
import type { Target } from "./target.js";

/** The shutdowns of the frameworks, as releases named for them. */
export function closesOf(targets: readonly { target: Target }[]): Map<string, Release> {
  return new Map(
    targets.map(({ target }, index) => [
      index === 0 ? target.name : `${target.name} ${index + 1}`,
      () => target.close(),
    ]),
  );
}
