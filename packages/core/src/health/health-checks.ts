import type { CheckChange } from "../check-change.js";
import type { Clock } from "../clock.js";
import { GracefulError } from "../errors.js";
import type { CheckStep } from "../plan.js";
import { type RunResult, runWithTimeout, type TimedRun } from "../support/run-with-timeout.js";

export interface CheckResult {
  readonly name: string;
  readonly durationMs: number;
  /** When the check ended, as ISO 8601. */
  readonly time: string;
  /** Why the check failed; `undefined` if it passed. */
  readonly error: Error | undefined;
}

export interface HealthChecksOptions {
  checks: Readonly<Record<string, Required<CheckStep>>>;
  /** Milliseconds for which a result is reused, from the end of the check. 0: only concurrent probes share it. */
  cacheMs: number;
  clock: Clock;
  /** Called when a check begins to fail, fails with another message, or passes again. Not called if it is cut. */
  onChange?: (change: CheckChange) => void;
}

export interface HealthChecks {
  /** The results of all checks, in the order given. A recent result is reused. Never rejects. */
  results(): Promise<readonly CheckResult[]>;
  /** Cuts the checks in progress and all later ones: they fail with `error`. */
  cut(error: Error): void;
}

/**
 * Runs the checks in parallel, each within its `timeoutMs`. However many callers ask at the same time, each check runs
 * once. A check that throws, rejects, returns `false` or does not end in its time has failed; any other has passed.
 *
 * A check that has timed out is run again at the next probe, even if the earlier run has not ended. To wait for that
 * run would save the database a second query, but one lost packet would keep the app unready until the query gives up.
 */
export function createHealthChecks({ checks, cacheMs, clock, onChange }: HealthChecksOptions): HealthChecks {
  const running = new Set<TimedRun>();
  /** The messages of the checks whose last run failed, by name. */
  const failing = new Map<string, string>();
  let cutError: Error | undefined;
  let underWay: Promise<readonly CheckResult[]> | undefined;
  let latest: { results: readonly CheckResult[]; freshUntilMs: number } | undefined;

  async function runAll(): Promise<readonly CheckResult[]> {
    const results = await Promise.all(Object.entries(checks).map(([name, check]) => runCheck(name, check)));
    latest = { results, freshUntilMs: clock.now() + cacheMs };
    underWay = undefined;
    return results;
  }

  async function runCheck(name: string, { run, timeoutMs }: Required<CheckStep>): Promise<CheckResult> {
    const timeUp = () =>
      new GracefulError("TIMED_OUT", `The check "${name}" did not end within ${timeoutMs} ms`);
    const timedRun = runWithTimeout(run, { clock, boundMs: timeoutMs, keepsAlive: false, timeUp });
    running.add(timedRun);
    // The check may have started the shutdown itself, before it was in `running`.
    if (cutError) timedRun.cut(cutError);
    const ending = await timedRun.ended;
    running.delete(timedRun);
    const error = errorOf(name, ending);
    // A check that the shutdown cuts says nothing about its dependency.
    if (!cutError) note(name, error);
    // The time of day is only for display. All rules use the clock.
    return { name, durationMs: ending.durationMs, time: new Date().toISOString(), error };
  }

  function note(name: string, error: Error | undefined): void {
    if (failing.get(name) === error?.message) return;
    if (error) failing.set(name, error.message);
    else failing.delete(name);
    onChange?.({ name, status: error ? "fail" : "pass", error });
  }

  return {
    async results() {
      if (latest && clock.now() < latest.freshUntilMs) return latest.results;
      underWay ??= runAll();
      return underWay;
    },
    cut(error) {
      cutError = error;
      for (const timedRun of running) timedRun.cut(error);
    },
  };
}

function errorOf(name: string, ending: RunResult): Error | undefined {
  if (ending.status === "failed") return ending.error;
  return ending.value === false ? new Error(`The check "${name}" returned false`) : undefined;
}
