import type { Clock } from "../clock.js";

export interface DrainSignalOptions {
  clock: Clock;
  /** Milliseconds until what is left is cut. */
  drainMs: number;
  /** Aborted when it is cut before. */
  forced: AbortSignal;
  /** Settles when the drain is over. */
  outcome: Promise<unknown>;
}

/** Aborts when what is left of a drain is cut, or when it is over, whichever is first. */
export function drainSignal({ clock, drainMs, forced, outcome }: DrainSignalOptions): AbortSignal {
  const over = new AbortController();
  const abort = () => over.abort();
  const stop = clock.after(drainMs, abort);
  if (forced.aborted) abort();
  else forced.addEventListener("abort", abort, { once: true });
  void outcome.then(() => {
    stop();
    abort();
  });
  return over.signal;
}
