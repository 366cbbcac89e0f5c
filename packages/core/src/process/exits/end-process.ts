import { formatDuration } from "../../format/format-duration.js";
import { formatResources } from "../../format/format-resources.js";
import { anotherSignalLine, otherExitCodeLine } from "../log-lines.js";
import { keepListening } from "../signals/keep-listening.js";
import { SAME_SIGNAL_MS, signalExitCode } from "../signals/signals.js";
import { ignoreBrokenOutput } from "../terminal/ignore-broken-output.js";
import type { LateWork } from "./late-work.js";
import { activeResources, isRequestActive } from "./resources.js";

/** How often to check what holds the process. */
const POLL_MS = 20;
/** Kept back at the end of the budget to flush stdout and stderr. */
const FLUSH_MS = 100;

export interface EndOptions {
  exitCode: number;
  /** A time of `performance.now()`. */
  deadlineMs: number;
  /** How long timers and handles may go on. */
  settleMs: number;
  /** The signals that the process listened to until now. */
  signals: readonly NodeJS.Signals[];
  /** Settles when the promises that listeners of the report returned have settled. */
  reported: Promise<unknown> | undefined;
  lateWork: LateWork | undefined;
  /** Whether `process.exit()` was called: then timers and handles are not waited for. */
  isExitAsked: () => boolean;
  /** Ends the process now: with the code given, or the one that is set. */
  exit: (exitCode?: number) => void;
}

/**
 * Sets the exit code and lets the process end by itself: only then is everything delivered that was written to stdout.
 * It waits for the listeners of the report, for requests in progress (file system, DNS, writes, the thread pool) and
 * for late work, until `deadlineMs` at the latest; then for timers and handles, for `settleMs`. If something still
 * holds the process, the log names it and says for how long it did, stdout and stderr are flushed, and the process is
 * ended.
 *
 * Another signal ends the process at once. A `process.exit(0)` of the application does not replace an exit code other
 * than 0. Returns the undo, for a process that starts another lifecycle.
 */
export function endProcess(options: EndOptions, warn: (line: string) => void): () => void {
  const { exitCode, deadlineMs, signals, reported, lateWork, isExitAsked, exit } = options;
  const previousExitCode = process.exitCode;
  // An exit code that the application has set is more specific than our 0.
  if (exitCode !== 0 || process.exitCode === undefined) process.exitCode = exitCode;

  const timers: NodeJS.Timeout[] = [];
  let isReported = reported === undefined;
  const after = (ms: number, run: () => void) => {
    const timer = setTimeout(run, Math.max(0, ms));
    // These timers hold the process only while it waits for listeners of the report.
    if (isReported) timer.unref();
    timers.push(timer);
  };
  void reported?.then(() => {
    isReported = true;
    for (const timer of timers) timer.unref();
  });

  const sinceMs = performance.now();
  let quietSince = sinceMs;
  const check = () => {
    const now = performance.now();
    const isWaitedFor = !isReported || isRequestUnderWay() || lateWork?.isUnderWay(deadlineMs);
    if (isWaitedFor) quietSince = now;
    const isSettled = !isWaitedFor && now - quietSince >= (isExitAsked() ? 0 : options.settleMs);
    if (!isSettled && now < deadlineMs - FLUSH_MS) after(POLL_MS, check);
    else end();
  };
  const end = () => {
    const resources = formatResources(activeResources()) || "something that Node does not name";
    const holders = isReported ? resources : 'a listener of "report"';
    const heldFor = formatDuration(performance.now() - sinceMs);
    if (!isReported || !isExitAsked())
      warn(`The process did not end by itself: ${holders} held it for ${heldFor}. It is ended now`);
    after(deadlineMs - performance.now(), () => exit());
    let flushing = 2;
    const flushed = () => {
      if (--flushing === 0) exit();
    };
    for (const stream of [process.stdout, process.stderr]) stream.write("", flushed);
  };
  after(Math.min(POLL_MS, options.settleMs), check);

  // Without a listener, a Ctrl+C that arrives twice would kill a process that is about to end well.
  const endAt = (signal: NodeJS.Signals) => () => {
    if (performance.now() - sinceMs < SAME_SIGNAL_MS) return;
    const code = signalExitCode(signal);
    stopWatchingCode();
    warn(anotherSignalLine(signal, code));
    exit(code);
  };
  const stopWatchingCode = logOtherExitCode(exitCode, warn);
  const undo = [
    ignoreBrokenOutput(),
    keepExitCode(exitCode),
    stopWatchingCode,
    ...signals.map((signal) => keepListening(signal, endAt(signal), { first: true })),
  ];
  return () => {
    for (const step of undo) step();
    for (const timer of timers) clearTimeout(timer);
    lateWork?.stop();
    process.exitCode = previousExitCode;
  };
}

/**
 * If Node names no resource but one of ours, the thread pool holds the process: of its work Node names only file
 * system and DNS. Bun names no resource at all, so there `settleMs` is for every kind of work.
 */
function isRequestUnderWay(): boolean {
  const ours = setImmediate(() => {});
  const named = activeResources().join();
  clearImmediate(ours);
  return isRequestActive() || named === "Immediate";
}

/** Keeps the exit code of a failed shutdown even if the application calls `process.exit(0)` later. */
function keepExitCode(exitCode: number): () => void {
  const onExit = (code: number) => {
    if (code === 0 && exitCode !== 0) process.exitCode = exitCode;
  };
  process.prependListener("exit", onExit);
  return () => process.off("exit", onExit);
}

/** Logs that the process ends with another exit code than the report has: the application has set it since then. */
function logOtherExitCode(reported: number, warn: (line: string) => void): () => void {
  const onExit = (code: number) => {
    const last = Number(process.exitCode ?? code);
    if (last !== reported) warn(otherExitCodeLine(last, reported));
  };
  process.on("exit", onExit);
  return () => process.off("exit", onExit);
}
