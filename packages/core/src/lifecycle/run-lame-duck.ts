import { GracefulError } from "../errors.js";
import { beforeDrainMs } from "../planning/budget.js";
import { onAbort } from "../support/on-abort.js";
import { runWithTimeout } from "../support/run-with-timeout.js";
import { lameDuckOverLine } from "./log-lines.js";
import type { ShutdownParts } from "./shutdown-parts.js";

/**
 * Runs the lame duck and `beforeDrain` in parallel, and resolves when both are over. A second signal ends both. Never
 * rejects.
 */
export async function runLameDuck(parts: ShutdownParts, reason: string): Promise<void> {
  const { plan, logger, clock, drain, targets, releases, escalation, timer } = parts;
  const { beforeDrain, budget } = plan;
  const { lameDuckMs } = budget;
  const boundMs = beforeDrain ? beforeDrainMs(budget) : lameDuckMs;
  timer.enter({ name: "lame-duck", reason, untilMs: clock.now() + boundMs });
  const timedOut = (how: string) => new GracefulError("TIMED_OUT", `\`beforeDrain\` ${how}`);
  const run =
    beforeDrain &&
    runWithTimeout(({ signal }) => beforeDrain({ reason, signal }), {
      clock,
      boundMs,
      timeUp: () => timedOut(`did not end within ${Math.ceil(boundMs)} ms`),
    });
  const ended = run?.ended.then((ending) => {
    if (ending.status === "failed") releases.record({ name: "beforeDrain", ...ending }, "`beforeDrain`");
  });
  await new Promise<void>((resolve) => {
    const stop = lameDuckMs > 0 ? clock.after(lameDuckMs, resolve) : undefined;
    if (!stop) resolve();
    onAbort(escalation.forced, () => {
      stop?.();
      resolve();
      run?.cut(timedOut("was cut short"));
    });
  });
  await ended;
  if (!targets.isEmpty) logger.info(lameDuckOverLine(drain.stats()));
}
