import type { Clock } from "../clock.js";
import { GracefulError } from "../errors.js";
import type { CheckStep } from "../plan.js";
import { type BoundedRun, type Ending, runBounded } from "../support/run-bounded.js";

export interface CheckResult {
  readonly name: string;
  readonly durationMs: number;
  /** When it ended, as ISO 8601. */
  readonly time: string;
  /** Why it failed; `undefined` where it passed. */
  readonly error: Error | undefined;
}

export interface HealthChecksOptions {
  checks: Readonly<Record<string, Required<CheckStep>>>;
  /** Milliseconds a result is reused, counted from its end. 0: only by those who ask while it is worked out. */
  cacheMs: number;
  clock: Clock;
}

export interface HealthChecks {
  /** The results of all, in the order given: the latest while they are fresh, else new ones. Never rejects. */
  results(): Promise<readonly CheckResult[]>;
  /** Gives up the checks under way, and those to come: they have failed with `error`. */
  cut(error: Error): void;
}

/**
 * Runs the checks side by side, each within its `timeoutMs`. However many ask at the same time, each check runs once. One that
 * throws, rejects, returns `false` or does not end in its time has failed; any other has passed.
 *
 * A check that outlives its time is run again at the next question all the same. To wait for it instead would spare the
 * database a second query, but leave the app unready for as long as one lost packet lets that query hang.
 */
export function createHealthChecks({ checks, cacheMs, clock }: HealthChecksOptions): HealthChecks {
  const running = new Set<BoundedRun>();
  let givenUp: Error | undefined;
  let underWay: Promise<readonly CheckResult[]> | undefined;
  let latest: { results: readonly CheckResult[]; freshUntilMs: number } | undefined;

  async function runAll(): Promise<readonly CheckResult[]> {
    const results = await Promise.all(Object.entries(checks).map(([name, check]) => runOne(name, check)));
    latest = { results, freshUntilMs: clock.now() + cacheMs };
    underWay = undefined;
    return results;
  }

  async function runOne(name: string, { run, timeoutMs }: Required<CheckStep>): Promise<CheckResult> {
    const timeUp = () =>
      new GracefulError("TIMED_OUT", `The check "${name}" did not end within ${timeoutMs} ms`);
    const begun = runBounded(run, { clock, boundMs: timeoutMs, timeUp });
    running.add(begun);
    // It may have begun the shutdown itself, before it was among those that run.
    if (givenUp) begun.cut(givenUp);
    const ending = await begun.ended;
    running.delete(begun);
    // The time of day is for people to read; every rule goes by the clock.
    return {
      name,
      durationMs: ending.durationMs,
      time: new Date().toISOString(),
      error: errorOf(name, ending),
    };
  }

  return {
    async results() {
      if (latest && clock.now() < latest.freshUntilMs) return latest.results;
      underWay ??= runAll();
      return underWay;
    },
    cut(error) {
      givenUp = error;
      for (const begun of running) begun.cut(error);
    },
  };
}

function errorOf(name: string, ending: Ending): Error | undefined {
  if (ending.status === "failed") return ending.error;
  return ending.value === false ? new Error(`The check "${name}" returned false`) : undefined;
}
