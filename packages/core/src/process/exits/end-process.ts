import { formatResources } from "../../format/format-resources.js";
import { listenFirst, SAME_SIGNAL_MS, signalExitCode } from "../signals/signals.js";
import { ignoreBrokenOutput } from "../terminal/broken-output.js";
import type { LateWork } from "./late-work.js";
import { activeResources, isRequestActive } from "./resources.js";

/** How often to look whether what holds the process is over. */
const POLL_MS = 20;
/** Kept back at the end of the budget to flush stdout and stderr. */
const FLUSH_MS = 100;

export interface EndOptions {
  exitCode: number;
  /** Of `performance.now()`. */
  deadlineMs: number;
  /** How long timers and handles may go on. */
  settleMs: number;
  /** Those that the process listened to until now. */
  signals: readonly NodeJS.Signals[];
  /** Settles when every listener that was told of the report is done with it. */
  reported: Promise<unknown> | undefined;
  lateWork: LateWork | undefined;
  /** Somebody has called `process.exit()`: timers and handles are not waited for. */
  isExitAsked: () => boolean;
  /** Ends the process now: with the code given, or the one that is set. */
  exit: (exitCode?: number) => void;
}

/**
 * Sets the exit code and lets the process end by itself, which alone gets everything to stdout that was written there. It waits, at
 * the latest until `deadlineMs`, for what was told of the report, for requests under way (file system, DNS, writes, the
 * thread pool) and for late work; then for `settleMs` for timers and handles. When something still holds the process, it says
 * what, waits until stdout and stderr are flushed, and ends it.
 *
 * Another signal meanwhile ends it at once. An exit by somebody else meanwhile keeps the exit code, where that is not 0. Returns
 * the undo, for a process that starts a new life.
 */
export function endProcess(options: EndOptions, warn: (line: string) => void): () => void {
  const { exitCode, deadlineMs, signals, reported, lateWork, isExitAsked, exit } = options;
  const previousExitCode = process.exitCode;
  // A code that the application set itself says more than our 0.
  if (exitCode !== 0 || process.exitCode === undefined) process.exitCode = exitCode;

  const timers: NodeJS.Timeout[] = [];
  // Unref'd: they wait for whatever holds the process, and never hold it themselves.
  const after = (ms: number, run: () => void) => timers.push(setTimeout(run, Math.max(0, ms)).unref());
  let isReported = reported === undefined;
  void reported?.then(() => {
    isReported = true;
  });

  let quietSince = performance.now();
  const check = () => {
    const now = performance.now();
    const isWaitedFor = !isReported || isRequestUnderWay() || lateWork?.isUnderWay(deadlineMs);
    if (isWaitedFor) quietSince = now;
    const isSettled = !isWaitedFor && now - quietSince >= (isExitAsked() ? 0 : options.settleMs);
    if (!isSettled && now < deadlineMs - FLUSH_MS) after(POLL_MS, check);
    else end();
  };
  const end = () => {
    const holders = formatResources(activeResources()) || "something that Node does not name";
    if (!isExitAsked()) warn(`The process did not end by itself: ${holders} held it. It is ended now`);
    after(deadlineMs - performance.now(), () => exit());
    let flushing = 2;
    const flushed = () => {
      if (--flushing === 0) exit();
    };
    for (const stream of [process.stdout, process.stderr]) stream.write("", flushed);
  };
  after(Math.min(POLL_MS, options.settleMs), check);

  const undo = [
    ignoreBrokenOutput(),
    keepExitCode(exitCode),
    ...signals.map((signal) => endAt(signal, exit)),
  ];
  return () => {
    for (const step of undo) step();
    for (const timer of timers) clearTimeout(timer);
    lateWork?.stop();
    process.exitCode = previousExitCode;
  };
}

/** With nothing to be seen it is the thread pool that holds the process: of that Node names file system and DNS alone. */
function isRequestUnderWay(): boolean {
  return isRequestActive() || activeResources().length === 0;
}

/** What went wrong must not be lost by a `process.exit(0)` of somebody who comes in late. */
function keepExitCode(exitCode: number): () => void {
  const onExit = (code: number) => {
    if (code === 0 && exitCode !== 0) process.exitCode = exitCode;
  };
  process.prependListener("exit", onExit);
  return () => process.off("exit", onExit);
}

/** Without a listener the second half of a Ctrl+C that arrives twice would kill a process that is about to end well. */
function endAt(signal: NodeJS.Signals, exit: (exitCode: number) => void): () => void {
  const since = performance.now();
  return listenFirst(signal, () => {
    if (performance.now() - since >= SAME_SIGNAL_MS) exit(signalExitCode(signal));
  });
}
