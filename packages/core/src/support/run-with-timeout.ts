import type { Clock } from "../clock.js";
import { toError } from "../errors.js";
import { deferred } from "./deferred.js";

/** Work of the application: a release, a check. It may return anything, and may never settle. */
export type Work = (context: { signal: AbortSignal }) => unknown;

export type RunResult =
  | { status: "done"; value: unknown; durationMs: number }
  | { status: "failed"; error: Error; durationMs: number };

export interface TimedRun {
  /** Resolves when the work has ended or its time is up. Never rejects. */
  readonly ended: Promise<RunResult>;
  /** Ends the wait now: the run fails with `error`, which is also the reason of the signal. */
  cut(error: Error): void;
}

export interface Bounds {
  clock: Clock;
  /** Milliseconds that the work may take. With 0 or less it gets one turn of the event loop. */
  boundMs: number;
  /** Whether the wait keeps the process alive. @default true */
  keepsAlive?: boolean;
  /** The error of the run when its time is up. */
  timeUp: () => Error;
}

/**
 * Starts `work` at once and waits for it within a bound. When its time is up, the run has failed and the signal of
 * `work` aborts. Work that goes on after that cannot be stopped; its result is ignored, including a rejection.
 */
export function runWithTimeout(work: Work, { clock, boundMs, keepsAlive, timeUp }: Bounds): TimedRun {
  const beganMs = clock.now();
  const controller = new AbortController();
  let cancel = () => {};
  let isOver = false;
  const { promise: ended, resolve } = deferred<RunResult>();

  function end(how: { status: "done"; value: unknown } | { status: "failed"; error: Error }): void {
    cancel();
    isOver = true;
    resolve({ ...how, durationMs: clock.now() - beganMs });
  }

  function cut(error: Error): void {
    if (isOver) return;
    end({ status: "failed", error });
    controller.abort(error);
  }

  const onTimeUp = () => cut(timeUp());
  if (boundMs > 0) cancel = clock.after(boundMs, onTimeUp, keepsAlive);
  else clock.turn(onTimeUp);

  // Inside a promise, so that what is thrown synchronously is a rejection like any other.
  new Promise((resolve) => resolve(work({ signal: controller.signal }))).then(
    (value) => end({ status: "done", value }),
    (thrown) => end({ status: "failed", error: toError(thrown) }),
  );
  return { ended, cut };
}
