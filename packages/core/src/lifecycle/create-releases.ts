import type { Clock } from "../clock.js";
import type { Release } from "../plan.js";
import { release as validateRelease, releases as validateReleases } from "../planning/validate/releases.js";
import { member, refuse, text } from "../planning/validate/rule.js";
import { runReleases } from "../release/run-releases.js";
import type { ReleaseResult } from "../report.js";
import type { Escalation } from "./escalation.js";

export interface ReleasesOptions {
  readonly planned: ReadonlyMap<string, Release>;
  readonly clock: Clock;
  readonly escalation: Escalation;
  /** Called with every result that belongs in the report. */
  readonly onResult: (result: ReleaseResult, what: string) => void;
}

/** The releases of one lifecycle, those of the plan and those that were added, and their results. */
export interface Releases {
  readonly byName: ReadonlyMap<string, Release>;
  /** The results, in the order in which the releases ended. */
  readonly results: ReleaseResult[];
  /** Whether all of `run` have ended. */
  readonly areOver: boolean;
  /** The names of those without a result. */
  readonly pending: ReadonlySet<string>;
  /** @throws `GracefulError` with the code `INVALID_OPTION` if the name is taken or the value is not a release */
  add(name: string, release: Release): void;
  /** Runs the frameworks' own shutdowns within `boundMs`. Only failures are in the report. */
  closeFrameworks(closes: ReadonlyMap<string, Release>, boundMs: number): Promise<void>;
  run(boundMs: number): Promise<void>;
  /** Runs what comes after the releases: the other signal listeners. */
  runLast(last: ReadonlyMap<string, Release>, boundMs: number): Promise<void>;
  /** Starts the releases that have not started, and waits for none. */
  startNow(): void;
  /** Adds the result of something that is reported like a release. */
  record(result: ReleaseResult, what: string): void;
}

export function createReleases({ planned, clock, escalation, onResult }: ReleasesOptions): Releases {
  const byName = new Map(planned);
  const pending = new Set(planned.keys());
  const results: ReleaseResult[] = [];
  let hasStarted = false;
  let areOver = false;

  const record = (result: ReleaseResult, what = `The release "${result.name}"`) => {
    results.push(result);
    pending.delete(result.name);
    onResult(result, what);
  };
  const { releaseCutoff: forced, exiting } = escalation;
  const runAll = async (
    all: ReadonlyMap<string, Release>,
    boundMs: number,
    onEnd: (result: ReleaseResult) => void,
  ): Promise<void> => {
    await runReleases(all, { clock, boundMs, onResult: onEnd, forced, exiting });
  };

  return {
    byName,
    results,
    pending,
    get areOver() {
      return areOver;
    },
    add(name, release) {
      text(name, "name");
      if (byName.has(name)) refuse(`There is a release named "${name}" already`);
      // In a plan `undefined` counts as left out. Here it is a client that is not there.
      validateRelease(release, member("release", name));
      validateReleases({ ...Object.fromEntries(byName), [name]: release }, "release");
      byName.set(name, release);
      pending.add(name);
    },
    closeFrameworks: (closes, boundMs) =>
      runAll(closes, boundMs, (result) => {
        if (result.status === "failed") record(result);
      }),
    async run(boundMs) {
      hasStarted = true;
      await runAll(byName, boundMs, record);
      areOver = true;
    },
    async runLast(last, boundMs) {
      for (const name of last.keys()) pending.add(name);
      await runAll(last, boundMs, record);
    },
    startNow() {
      if (!hasStarted) void runAll(byName, 0, () => {});
    },
    record,
  };
}
