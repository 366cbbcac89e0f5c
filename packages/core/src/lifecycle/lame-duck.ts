import type { Clock } from "../clock.js";
import { GracefulError } from "../errors.js";
import type { ShutdownPlan } from "../plan.js";
import { type RunResult, runWithTimeout } from "../support/run-with-timeout.js";

export interface LameDuckOptions {
  reason: string;
  /** The least that it lasts. */
  lameDuckMs: number;
  beforeDrain: ShutdownPlan["beforeDrain"];
  /** What `beforeDrain` may take. */
  boundMs: number;
  /** How `beforeDrain` failed, at the moment when it did: by what it threw or rejected with, or by `TIMED_OUT`. */
  onFailed: (ending: Extract<RunResult, { status: "failed" }>) => void;
  clock: Clock;
  /** Aborted when nobody wants to wait any longer: it ends at once. */
  forced: AbortSignal;
}

/** Waits until both the lame duck and `beforeDrain` are over, side by side. Never rejects. */
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
