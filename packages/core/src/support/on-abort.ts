/** Calls `run` once, when the signal aborts, or at once if it is aborted already. */
export function onAbort(signal: AbortSignal, run: () => void): void {
  if (signal.aborted) run();
  else signal.addEventListener("abort", run, { once: true });
}
