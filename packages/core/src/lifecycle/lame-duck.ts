import type { Clock } from "../clock.js";
import { GracefulError } from "../errors.js";
import type { ShutdownPlan } from "../plan.js";
import { type RunResult, runWithTimeout } from "../support/run-with-timeout.js";

export interface LameDuckOptions {
  reason: string;
  /** How long the phase lasts at least. */
  lameDuckMs: number;
  beforeDrain: ShutdownPlan["beforeDrain"];
  /** What `beforeDrain` may take. */
  boundMs: number;
  /** Called when `beforeDrain` fails: with what it threw or rejected with, or with `TIMED_OUT`. */
  onFailed: (ending: Extract<RunResult, { status: "failed" }>) => void;
  clock: Clock;
  /** Aborted at a second signal: the lame duck ends at once. */
  forced: AbortSignal;
}

/** Runs the lame duck and `beforeDrain` in parallel, and resolves when both are over. Never rejects. */
export async function waitAsLameDuck(options: LameDuckOptions): Promise<void> {
  const { reason, lameDuckMs, beforeDrain, boundMs, onFailed, clock, forced } = options;
  const timedOut = (how: string) => new GracefulError("TIMED_OUT", `\`beforeDrain\` ${how}`);
  const run =
    beforeDrain &&
    runWithTimeout(({ signal }) => beforeDrain({ reason, signal }), {
      clock,
      boundMs,
      timeUp: () => timedOut(`did not end within ${Math.ceil(boundMs)} ms`),
    });
  const ended = run?.ended.then((ending) => {
    if (ending.status === "failed") onFailed(ending);
  });
  await new Promise<void>((resolve) => {
    const stop = lameDuckMs > 0 ? clock.after(lameDuckMs, resolve) : undefined;
    if (!stop) resolve();
    const onForced = () => {
      stop?.();
      resolve();
      run?.cut(timedOut("was cut short"));
    };
    if (forced.aborted) onForced();
    else forced.addEventListener("abort", onForced, { once: true });
  });
  await ended;
}
