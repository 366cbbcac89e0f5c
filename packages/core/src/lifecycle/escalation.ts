import type { Clock } from "../clock.js";

/** How a shutdown is hurried on, step by step. */
export interface Escalation {
  /** Aborted at a second signal: nobody waits for connections any longer... */
  readonly forced: AbortSignal;
  /** ...and for releases only as long as the budget had kept back for them. */
  readonly releaseCutoff: AbortSignal;
  /** Aborted when the process ends here and now. */
  readonly exiting: AbortSignal;
  /** Of the first signal that forced it. */
  readonly exitCode: number | undefined;
  force(exitCode: number): void;
  exit(): void;
  /** The releases are over. */
  stop(): void;
}

/** @param releaseMs what the releases have left from the moment of the second signal */
export function createEscalation(clock: Clock, releaseMs: number): Escalation {
  const forced = new AbortController();
  const releaseCutoff = new AbortController();
  const exiting = new AbortController();
  let stop = () => {};
  let forcedCode: number | undefined;
  return {
    forced: forced.signal,
    releaseCutoff: releaseCutoff.signal,
    exiting: exiting.signal,
    get exitCode() {
      return forcedCode;
    },
    force(exitCode) {
      forcedCode ??= exitCode;
      forced.abort();
      stop();
      stop = clock.after(releaseMs, () => releaseCutoff.abort());
    },
    exit: () => exiting.abort(),
    stop: () => stop(),
  };
}
