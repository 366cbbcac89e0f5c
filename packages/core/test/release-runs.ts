import type { Release } from "../src/plan.js";
import { runReleases } from "../src/release/run-releases.js";
import type { ReleaseResult } from "../src/report.js";
import { FakeClock } from "./fake-clock.js";

/** Releases under way on a clock of their own, and everything that happened to them, in order. */
export interface ReleaseRuns {
  readonly clock: FakeClock;
  readonly events: string[];
  readonly results: ReleaseResult[];
  /** Set once all have ended. */
  readonly isOver: () => boolean;
}

/**
 * Starts `releases` with `boundMs` for all of them, 1000 where none is given. `events` may be written to by releases
 * too.
 */
export function startReleases(
  releases: Record<string, Release>,
  {
    boundMs = 1_000,
    forced,
    events = [],
  }: { boundMs?: number; forced?: AbortSignal; events?: string[] } = {},
): ReleaseRuns {
  const clock = new FakeClock();
  const results: ReleaseResult[] = [];
  let over = false;
  const onResult = (result: ReleaseResult) => {
    results.push(result);
    events.push(`${result.name} ${result.status === "done" ? "done" : result.error.message}`);
  };
  void runReleases(new Map(Object.entries(releases)), { clock, boundMs, onResult, forced }).then((all) => {
    over = true;
    events.push(`over: ${all.map(({ name }) => name).join(", ")}`);
  });
  return { clock, events, results, isOver: () => over };
}

export const hang = () => new Promise<never>(() => {});
