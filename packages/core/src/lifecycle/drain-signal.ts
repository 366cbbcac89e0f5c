import { onAbort } from "../support/on-abort.js";
import type { ShutdownParts } from "./shutdown-parts.js";

/**
 * Returns a signal that aborts when what is left of a drain is cut, after `drainMs` or at a second signal, or when the
 * drain is over, whichever is first.
 */
export function drainSignal(
  { clock, escalation }: ShutdownParts,
  drainMs: number,
  outcome: Promise<unknown>,
): AbortSignal {
  const over = new AbortController();
  const abort = () => over.abort();
  const stop = clock.after(drainMs, abort);
  onAbort(escalation.forced, abort);
  void outcome.then(() => {
    stop();
    abort();
  });
  return over.signal;
}
