import type { Clock } from "../clock.js";
import { GracefulError } from "../errors.js";
import type { Release } from "../plan.js";
import type { ReleaseResult } from "../report.js";
import { type RunResult, runWithTimeout, type TimedRun } from "../support/run-with-timeout.js";
import { type RunnableRelease, releaseRun } from "./release-run.js";

export interface ReleaseOptions {
  clock: Clock;
  /** Milliseconds for all of them together. */
  boundMs: number;
  /** Called with each result when the release ends. What it throws is ignored. */
  onResult?: (result: ReleaseResult) => void;
  /** Aborted at a second signal: as if `boundMs` were over at that moment. */
  forced?: AbortSignal;
  /**
   * Aborted when the process ends at once: releases that have not started are started, for what they do in this turn.
   */
  exiting?: AbortSignal;
}

/**
 * Runs every release once. Those without `after` start at once, in the order given, and run in parallel; each of the
 * others starts as soon as all releases that it comes after have ended, successfully or not. Each may take its own
 * `timeoutMs`, but at most what is left of `boundMs`. Then it has failed with `TIMED_OUT`, its signal aborts, and the
 * others go on. Resolves with the results in the order in which the releases ended; never rejects. A release that fails
 * because it closes a server that is not running has succeeded.
 *
 * A release that could not start before `boundMs` is over is started nevertheless, in its order, with one turn of the
 * event loop and a signal that is not aborted yet. To skip it would lose more: what a `close` or `end` does at once (a
 * buffer handed to the kernel, a last message to the broker) still happens. A signal that is already aborted would make
 * a release that passes it on do nothing.
 */
export function runReleases(
  releases: ReadonlyMap<string, Release>,
  { clock, boundMs, onResult, forced, exiting }: ReleaseOptions,
): Promise<ReleaseResult[]> {
  const deadlineMs = clock.now() + boundMs;
  const waiting = new Map([...releases].map(([name, release]) => [name, releaseRun(release)]));
  const running = new Map<string, TimedRun>();
  const results: ReleaseResult[] = [];

  return new Promise((resolve) => {
    const onForced = () => {
      for (const [name, { cut }] of running) cut(timedOut(name, "was cut short"));
    };
    forced?.addEventListener("abort", onForced, { once: true });
    exiting?.addEventListener("abort", startDue, { once: true });
    startDue();

    function startDue(): void {
      for (const [name, release] of waiting) if (exiting?.aborted || isDue(release)) start(name, release);
      if (running.size > 0) return;
      const [next] = waiting;
      if (next) {
        // A cycle was refused when the plan was checked. If there were one, starting late would be better than never.
        start(...next);
      } else {
        forced?.removeEventListener("abort", onForced);
        exiting?.removeEventListener("abort", startDue);
        resolve(results);
      }
    }

    function isDue({ after }: RunnableRelease): boolean {
      return after.every((name) => !waiting.has(name) && !running.has(name));
    }

    function start(name: string, { run, timeoutMs = Number.POSITIVE_INFINITY }: RunnableRelease): void {
      waiting.delete(name);
      const leftMs = forced?.aborted ? 0 : deadlineMs - clock.now();
      const allowedMs = Math.min(timeoutMs, leftMs);
      const late =
        allowedMs > 0 ? `did not end within ${Math.ceil(allowedMs)} ms` : "had no time left to end in";
      const timedRun = runWithTimeout(run, { clock, boundMs: allowedMs, timeUp: () => timedOut(name, late) });
      running.set(name, timedRun);
      void timedRun.ended.then((ending) => finish(name, ending));
    }

    function finish(name: string, ending: RunResult): void {
      running.delete(name);
      const { durationMs } = ending;
      const result: ReleaseResult =
        ending.status === "done" || isNotRunning(ending.error)
          ? { name, status: "done", durationMs }
          : { name, status: "failed", durationMs, error: ending.error };
      results.push(result);
      try {
        onResult?.(result);
      } catch {
        // A listener must not stop the releases that wait for this one.
      }
      startDue();
    }
  });
}

/**
 * The error of a Node server that does not listen: there was nothing to close. The error of a WebSocket server of `ws`
 * has no code.
 */
function isNotRunning({ code, message }: NodeJS.ErrnoException): boolean {
  return code === "ERR_SERVER_NOT_RUNNING" || message === "The server is not running";
}

function timedOut(name: string, how: string): GracefulError {
  return new GracefulError("TIMED_OUT", `The release "${name}" ${how}`);
}
