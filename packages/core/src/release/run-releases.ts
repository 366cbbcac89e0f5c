import type { Clock } from "../clock.js";
import { GracefulError } from "../errors.js";
import type { Release } from "../plan.js";
import type { ReleaseResult } from "../report.js";
import { type BoundedRun, type Ending, runBounded } from "../support/run-bounded.js";
import { type RunnableRelease, releaseRun } from "./release-run.js";

export interface ReleaseOptions {
  clock: Clock;
  /** Milliseconds for all of them together. */
  boundMs: number;
  /** Called with each as it ends. What it throws is ignored. */
  onResult?: (result: ReleaseResult) => void;
  /** Aborted when nobody wants to wait any longer (a second signal): as if `boundMs` were over at that moment. */
  hurry?: AbortSignal;
  /** Aborted when the process ends here and now: what has not started is started at once, for what it does at once. */
  abandon?: AbortSignal;
}

/**
 * Runs every release once: those that come `after` none at once, in the order given and side by side, each of the others
 * as soon as all it comes after have ended, well or not. Each may take its own `timeoutMs`, at most what is left of
 * `boundMs`; then it has failed with `TIMED_OUT`, its signal aborts, and the others go on. Resolves with the results in the
 * order in which they ended; never rejects.
 *
 * A release whose turn has not come when `boundMs` is over is started even so, in its order, with one turn of the event
 * loop to end in, and a signal that is not aborted yet. Leaving it out would lose more: what a `close` or `end` does at
 * once (a buffer handed to the kernel, a goodbye to the broker) is done by then, while its time is up either way.
 * Starting it with an aborted signal would be no better than not starting it, for a release that passes the signal on.
 */
export function runReleases(
  releases: ReadonlyMap<string, Release>,
  { clock, boundMs, onResult, hurry, abandon }: ReleaseOptions,
): Promise<ReleaseResult[]> {
  const deadlineMs = clock.now() + boundMs;
  const waiting = new Map([...releases].map(([name, release]) => [name, releaseRun(release)]));
  const running = new Map<string, BoundedRun>();
  const results: ReleaseResult[] = [];

  return new Promise((resolve) => {
    const onHurry = () => {
      for (const [name, { cut }] of running) cut(timedOut(name, "was cut short"));
    };
    hurry?.addEventListener("abort", onHurry, { once: true });
    abandon?.addEventListener("abort", goOn, { once: true });
    goOn();

    function goOn(): void {
      for (const [name, release] of waiting) if (abandon?.aborted || isDue(release)) start(name, release);
      if (running.size > 0) return;
      const [next] = waiting;
      if (next) {
        // A circle was refused when the plan was read. Were one here all the same, leaving it undone would be worse.
        start(...next);
      } else {
        hurry?.removeEventListener("abort", onHurry);
        abandon?.removeEventListener("abort", goOn);
        resolve(results);
      }
    }

    function isDue({ after }: RunnableRelease): boolean {
      return after.every((name) => !waiting.has(name) && !running.has(name));
    }

    function start(name: string, { run, timeoutMs = Number.POSITIVE_INFINITY }: RunnableRelease): void {
      waiting.delete(name);
      const leftMs = hurry?.aborted ? 0 : deadlineMs - clock.now();
      const ownMs = Math.min(timeoutMs, leftMs);
      const late = ownMs > 0 ? `did not end within ${Math.ceil(ownMs)} ms` : "had no time left to end in";
      const begun = runBounded(run, { clock, boundMs: ownMs, timeUp: () => timedOut(name, late) });
      running.set(name, begun);
      void begun.ended.then((ending) => finish(name, ending));
    }

    function finish(name: string, ending: Ending): void {
      running.delete(name);
      const { durationMs } = ending;
      const result: ReleaseResult =
        ending.status === "done"
          ? { name, status: "done", durationMs }
          : { name, status: "failed", durationMs, error: ending.error };
      results.push(result);
      try {
        onResult?.(result);
      } catch {
        // A listener must not stop the releases that wait for this one.
      }
      goOn();
    }
  });
}

function timedOut(name: string, how: string): GracefulError {
  return new GracefulError("TIMED_OUT", `The release "${name}" ${how}`);
}
