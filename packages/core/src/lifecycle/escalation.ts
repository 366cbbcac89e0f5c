import type { Clock } from "../clock.js";

/** The steps by which a shutdown is forced to end. */
export interface Escalation {
  /** Aborted at a second signal: connections are not awaited any longer. */
  readonly forced: AbortSignal;
  /** Aborted when the time that the budget reserves for the releases has passed since that signal. */
  readonly releaseCutoff: AbortSignal;
  /** When that is, on the clock. Infinite before a second signal. */
  readonly cutoffMs: number;
  /** Aborted when the process ends at once. */
  readonly exiting: AbortSignal;
  /** The exit code of the first signal that forced the end. */
  readonly exitCode: number | undefined;
  force(exitCode: number): void;
  exit(): void;
  /** Called when the releases are over. */
  stop(): void;
}

/** @param releaseMs how long the releases may take from the second signal on */
export function createEscalation(clock: Clock, releaseMs: number): Escalation {
  const forced = new AbortController();
  const releaseCutoff = new AbortController();
  const exiting = new AbortController();
  let stop = () => {};
  let forcedCode: number | undefined;
  let cutoffMs = Number.POSITIVE_INFINITY;
  return {
    forced: forced.signal,
    releaseCutoff: releaseCutoff.signal,
    get cutoffMs() {
      return cutoffMs;
    },
    exiting: exiting.signal,
    get exitCode() {
      return forcedCode;
    },
    force(exitCode) {
      forcedCode ??= exitCode;
      forced.abort();
      stop();
      cutoffMs = clock.now() + releaseMs;
      stop = clock.after(releaseMs, () => releaseCutoff.abort());
    },
    exit: () => exiting.abort(),
    stop: () => stop(),
  };
}
