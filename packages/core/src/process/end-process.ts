import { activeResources } from "./resources.js";

/** How long the process may take to end by itself after the last release. */
const SELF_END_MS = 500;

/**
 * Sets the exit code and lets the process end by itself, which alone gets everything to stdout that was written there. When
 * something holds it, says what, waits until stdout and stderr are flushed, and ends it: at the latest at `deadlineMs`.
 * Returns the undo, for a process that starts a new life.
 */
export function endProcess(
  { exitCode, deadlineMs }: { exitCode: number; deadlineMs: number },
  warn: (line: string) => void,
): () => void {
  const before = process.exitCode;
  // A code that the application set itself says more than our 0.
  if (exitCode !== 0 || process.exitCode === undefined) process.exitCode = exitCode;

  const timers: NodeJS.Timeout[] = [];
  // Unref'd: they wait for whatever holds the process, and never hold it themselves.
  const after = (ms: number, run: () => void) => timers.push(setTimeout(run, Math.max(0, ms)).unref());
  const exit = () => process.exit();

  after(Math.min(SELF_END_MS, deadlineMs - performance.now()), () => {
    const holders = activeResources().filter((name) => !name.startsWith("TTYWrap"));
    warn(
      `The process did not end by itself; ended it. Still open: ${holders.join(", ") || "nothing known"}.`,
    );
    after(deadlineMs - performance.now(), exit);
    let flushing = 2;
    const flushed = () => {
      if (--flushing === 0) exit();
    };
    for (const stream of [process.stdout, process.stderr]) stream.write("", flushed);
  });
  return () => {
    for (const timer of timers) clearTimeout(timer);
    process.exitCode = before;
  };
}
