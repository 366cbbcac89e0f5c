import type { Clock } from "../clock.js";

export interface DrainSignalOptions {
  clock: Clock;
  /** Milliseconds until what is left is cut. */
  drainMs: number;
  /** Aborted at a second signal, when everything is cut before that. */
  forced: AbortSignal;
  /** Settles when the drain is over. */
  outcome: Promise<unknown>;
}

/** Returns a signal that aborts when what is left of a drain is cut, or when the drain is over, whichever is first. */
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
