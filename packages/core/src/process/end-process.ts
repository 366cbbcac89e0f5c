import { formatResources } from "../format/format-resources.js";
import { ignoreBrokenOutput } from "./broken-output.js";
import { activeResources } from "./resources.js";
import { SAME_SIGNAL_MS, signalExitCode } from "./signals.js";

/** How long the process may take to end by itself after the last release. */
const SELF_END_MS = 500;

export interface EndOptions {
  exitCode: number;
  /** Of `performance.now()`. */
  deadlineMs: number;
  /** Those that the process listened to until now. */
  signals: readonly NodeJS.Signals[];
}

/**
 * Sets the exit code and lets the process end by itself, which alone gets everything to stdout that was written there. When
 * something holds it, says what, waits until stdout and stderr are flushed, and ends it: at the latest at `deadlineMs`.
 * Another signal meanwhile ends it at once. Returns the undo, for a process that starts a new life.
 */
export function endProcess(
  { exitCode, deadlineMs, signals }: EndOptions,
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
    const holders = formatResources(activeResources()) || "something that Node does not name";
    warn(`The process did not end by itself: ${holders} held it. It is ended now`);
    after(deadlineMs - performance.now(), exit);
    let flushing = 2;
    const flushed = () => {
      if (--flushing === 0) exit();
    };
    for (const stream of [process.stdout, process.stderr]) stream.write("", flushed);
  });
  const undo = [ignoreBrokenOutput(), ...signals.map(endAt)];
  return () => {
    for (const step of undo) step();
    for (const timer of timers) clearTimeout(timer);
    process.exitCode = before;
  };
}

/** Without a listener the second half of a Ctrl+C that arrives twice would kill a process that is about to end well. */
function endAt(signal: NodeJS.Signals): () => void {
  const since = performance.now();
  const onSignal = () => {
    if (performance.now() - since >= SAME_SIGNAL_MS) process.exit(signalExitCode(signal));
  };
  process.on(signal, onSignal);
  return () => process.off(signal, onSignal);
}
