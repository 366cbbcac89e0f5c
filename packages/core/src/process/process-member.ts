import type { CrashHandler } from "./exits/crashes.js";
import type { SignalHandler } from "./signals/signals.js";
import type { Shown } from "./terminal/status-line.js";

/** How one lifecycle takes part in the process: what it listens to, and whether the process ends after it. */
export interface ProcessMember extends SignalHandler, CrashHandler, Shown {
  /** Wants the process to end when every lifecycle is done. Where it does not, supervisors do not hear of it either. */
  readonly exit: boolean;
  /** Where it has signals and the exit: the signals' other listeners wait for its shutdown. */
  readonly defersListeners: boolean;
  /** Where it has signals and the exit: an exit that somebody else asks for waits for its shutdown. */
  readonly holdsExit: boolean;
  /** How long timers and handles may go on when all is over. */
  readonly settleMs: number;
  startShutdown(reason: string, how: { interactive?: boolean; crashed?: boolean; error?: Error }): void;
  info(line: string): void;
  warn(line: string): void;
  /** The process ends in the middle of its shutdown. */
  processExiting(exitCode: number): void;
}

/** What a lifecycle tells the process. */
export interface Membership {
  /** It serves. */
  ready(): void;
  /** Its shutdown is under way. May come again. */
  stopping(): void;
  /** Its drain is over. */
  drained(): void;
  /**
   * Its own releases are over. Returns what comes behind them: the other listeners of the signals that were called meanwhile, where no
   * other lifecycle is still being shut down.
   */
  lastReleases(): [name: string, run: () => unknown][];
  /** What the process will end with after it, where nothing else goes wrong. */
  exitCode(shutdownCode: number): number;
  /** It is closed. The process ends with the last one, if any of them asked for it. */
  leave(ending?: MemberEnd): void;
}

/** How a lifecycle leaves: with the code and the moment (of `performance.now()`) by which the process must be gone. */
export interface MemberEnd {
  exitCode: number;
  deadlineMs: number;
  /** Settles when every listener that was told of its report is done with it; `undefined` where they are. */
  reported: Promise<unknown> | undefined;
  /** Its report for people; nothing where it is to say nothing. */
  reportText(): string | undefined;
}
