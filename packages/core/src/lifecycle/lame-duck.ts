import type { Clock } from "../clock.js";
import { GracefulError } from "../errors.js";
import type { ShutdownPlan } from "../plan.js";
import { type Ending, runBounded } from "../support/run-bounded.js";

export interface LameDuckOptions {
  reason: string;
  /** The least that it lasts. */
  lameDuckMs: number;
  beforeDrain: ShutdownPlan["beforeDrain"];
  /** What `beforeDrain` may take. */
  boundMs: number;
  /** How `beforeDrain` failed, at the moment when it did: by what it threw or rejected with, or by `TIMED_OUT`. */
  onFailed: (ending: Extract<Ending, { status: "failed" }>) => void;
  clock: Clock;
  /** Aborted when nobody wants to wait any longer: it ends at once. */
  hurry: AbortSignal;
}

/** Waits until both the lame duck and `beforeDrain` are over, side by side. Never rejects. */
export async function waitAsLameDuck(options: LameDuckOptions): Promise<void> {
  const { reason, lameDuckMs, beforeDrain, boundMs, onFailed, clock, hurry } = options;
  const timedOut = (how: string) => new GracefulError("TIMED_OUT", `\`beforeDrain\` ${how}`);
  const asked =
    beforeDrain &&
    runBounded(({ signal }) => beforeDrain({ reason, signal }), {
      clock,
      boundMs,
      timeUp: () => timedOut(`did not end within ${Math.ceil(boundMs)} ms`),
    });
  const answered = asked?.ended.then((ending) => {
    if (ending.status === "failed") onFailed(ending);
  });
  await new Promise<void>((resolve) => {
    const stop = lameDuckMs > 0 ? clock.after(lameDuckMs, resolve) : undefined;
    if (!stop) resolve();
    const onHurry = () => {
      stop?.();
      resolve();
      asked?.cut(timedOut("was cut short"));
    };
    if (hurry.aborted) onHurry();
    else hurry.addEventListener("abort", onHurry, { once: true });
  });
  await answered;
}
