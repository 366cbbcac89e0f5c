import type { CheckChange } from "../check-change.js";
import type { Clock } from "../clock.js";
import { GracefulError } from "../errors.js";
import type { CheckStep } from "../plan.js";
import { type RunResult, runWithTimeout, type TimedRun } from "../support/run-with-timeout.js";

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
  /** Milliseconds a result is reused, counted from its end. 0: only probes that ask while the check runs share it. */
  cacheMs: number;
  clock: Clock;
  /** Told of a check that begins to fail, fails with another message, or passes again; of none that is cut. */
  onChange?: (change: CheckChange) => void;
}

export interface HealthChecks {
  /** The results of all, in the order given: the latest while they are fresh, else new ones. Never rejects. */
  results(): Promise<readonly CheckResult[]>;
  /** Gives up the checks under way, and those to come: they have failed with `error`. */
  cut(error: Error): void;
}

/**
 * Runs the checks side by side, each within its `timeoutMs`. However many ask at the same time, each check runs once.
 * One that throws, rejects, returns `false` or does not end in its time has failed; any other has passed.
 *
 * A check that outlives its time is run again at the next question all the same. To wait for it instead would spare the
 * database a second query, but leave the app unready for as long as one lost packet lets that query hang.
 */
export function createHealthChecks({ checks, cacheMs, clock, onChange }: HealthChecksOptions): HealthChecks {
  const running = new Set<TimedRun>();
  /** The messages of those that failed when they last ran, by name. */
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
    // A check that is cut at the begin of the shutdown says nothing about what it checks.
    if (!cutError) note(name, error);
    // The time of day is for people to read; every rule goes by the clock.
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
