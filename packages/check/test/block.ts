/** Keeps this process from everything else, as a machine does that is short of processor time. */
export function block(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until) {
    // Nothing else runs.
  }
}
