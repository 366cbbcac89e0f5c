import type { Logger } from "../logger.js";
import type { CrashHandler } from "./exits/listen-to-crashes.js";
import type { SignalHandler } from "./signals/signals.js";
import type { Shown } from "./terminal/status-line.js";

/** One lifecycle as a member of the process: what it listens to, and whether the process ends after it. */
export interface ProcessMember extends SignalHandler, CrashHandler, Shown, Logger {
  /**
   * Whether the process ends when every lifecycle is closed. Supervisors are notified only of members that want this.
   */
  readonly exit: boolean;
  /** Whether the other listeners of its signals wait for its shutdown. Needs signals and `exit`. */
  readonly defersListeners: boolean;
  /** Whether a `process.exit()` of the application waits for its shutdown. Needs signals and `exit`. */
  readonly holdsExit: boolean;
  /** How long timers and handles may go on after the last release. */
  readonly settleMs: number;
  startShutdown(reason: string, how: { interactive?: boolean; crashed?: boolean; error?: Error }): void;
  /** The process ends before its shutdown is over. Returns the exit code that says how far it had come. */
  processExiting(exitCode: number): number;
}

/** What a lifecycle reports to the process. */
export interface Membership {
  ready(): void;
  /** Its shutdown is in progress. May be called again. */
  stopping(): void;
  drained(): void;
  /**
   * Its own releases are over. Returns what runs after them: the other signal listeners that were called meanwhile, or
   * nothing while another lifecycle is being shut down.
   */
  lastReleases(): [name: string, run: () => unknown][];
  /** The exit code of the process if the shutdown of this lifecycle has `shutdownCode`. */
  exitCode(shutdownCode: number): number;
  /** The lifecycle is closed. The process ends with the last member, if any of them has `exit`. */
  leave(ending?: MemberEnd): void;
}

/**
 * What a closed lifecycle reports: its exit code, and the time (of `performance.now()`) by which the process must end.
 */
export interface MemberEnd {
  exitCode: number;
  deadlineMs: number;
  /** Settles when the promises of the listeners of its report have settled; `undefined` if there are none. */
  reported: Promise<unknown> | undefined;
  /** Its report as text; `undefined` if the plan has `logger: false`. */
  reportText(): string | undefined;
}
