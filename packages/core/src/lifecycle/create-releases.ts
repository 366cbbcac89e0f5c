import type { Clock } from "../clock.js";
import { GracefulError } from "../errors.js";
import type { Release } from "../plan.js";
import { releases as validateReleases } from "../planning/validate/releases.js";
import { runReleases } from "../release/run-releases.js";
import type { ReleaseResult } from "../report.js";
import type { Escalation } from "./escalation.js";

export interface ReleasesOptions {
  readonly planned: ReadonlyMap<string, Release>;
  readonly clock: Clock;
  readonly escalation: Escalation;
  /** What became of one that belongs in the report. */
  readonly onResult: (result: ReleaseResult, what: string) => void;
}

/** The releases of one life: those of the plan and those that were added, and what became of each. */
export interface Releases {
  readonly byName: ReadonlyMap<string, Release>;
  /** In the order in which they ended. */
  readonly results: ReleaseResult[];
  /** The names of those without a result. */
  readonly undone: string[];
  /** @throws `GracefulError` with the code `INVALID_OPTION` where the name is taken or the release is none */
  add(name: string, release: Release): void;
  /** The frameworks' own shutdowns, within `boundMs`. Only what fails is in the report. */
  closeFrameworks(closes: ReadonlyMap<string, Release>, boundMs: number): Promise<void>;
  /** All of them, within `boundMs`. */
  run(boundMs: number): Promise<void>;
  /** Those of somebody else, behind them. */
  runLast(last: ReadonlyMap<string, Release>, boundMs: number): Promise<void>;
  /** Where they have not been started: starts them, and waits for nothing. */
  startNow(): void;
  /** Something that was no release and is told as one. */
  record(result: ReleaseResult, what: string): void;
}

export function createReleases({ planned, clock, escalation, onResult }: ReleasesOptions): Releases {
  const byName = new Map(planned);
  const results: ReleaseResult[] = [];
  let hasStarted = false;

  const record = (result: ReleaseResult, what = `The release "${result.name}"`) => {
    results.push(result);
    onResult(result, what);
  };
  const runAll = async (
    all: ReadonlyMap<string, Release>,
    boundMs: number,
    onEnd: (result: ReleaseResult) => void,
  ): Promise<void> => {
    const { releaseCutoff: forced, exiting } = escalation;
    await runReleases(all, { clock, boundMs, onResult: onEnd, forced, exiting });
  };

  return {
    byName,
    results,
    get undone() {
      return [...byName.keys()].filter((name) => !results.some((result) => result.name === name));
    },
    add(name, release) {
      if (byName.has(name))
        throw new GracefulError("INVALID_OPTION", `There is a release named "${name}" already`);
      validateReleases({ ...Object.fromEntries(byName), [name]: release }, "release");
      byName.set(name, release);
    },
    closeFrameworks: (closes, boundMs) =>
      runAll(closes, boundMs, (result) => {
        if (result.status === "failed") record(result);
      }),
    run(boundMs) {
      hasStarted = true;
      return runAll(byName, boundMs, (result) => record(result));
    },
    runLast: (last, boundMs) => runAll(last, boundMs, (result) => record(result)),
    startNow() {
      if (!hasStarted) void runAll(byName, 0, () => {});
    },
    record,
  };
}
