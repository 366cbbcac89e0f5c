import type { Clock } from "../clock.js";
import type { Lifecycle } from "../lifecycle.js";
import type { Logger } from "../logger.js";
import type { Release } from "../plan.js";
import type { ResolvedPlan } from "../planning/resolve-plan.js";
import type { ShutdownReport } from "../report.js";
import type { Target } from "../target.js";
import type { Events } from "./create-events.js";

/** Why a shutdown begins, and how it ends. */
export interface ShutdownTrigger {
  reason: string;
  /** Whether the cause was Ctrl+C in a terminal: then idle connections get no grace. */
  interactive?: boolean;
  /** Whether the cause is a crash, also one during the shutdown. The exit code is 1 then, however well it goes. */
  crashed?: boolean;
  /** The error of the crash. */
  error?: Error;
  /** Whether the framework was closed by its own API. This lifecycle ends then, and the process may go on. */
  byFramework?: boolean;
}

export interface LifecycleOptions {
  readonly plan: ResolvedPlan;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly activeResources: () => string[];
  readonly host: LifecycleHost;
}

/** The environment of a lifecycle: the process, or a fake in tests. */
export interface LifecycleHost {
  /** Called first, before anything is logged. */
  onShutdownStart(): void;
  /** Returns what runs after the releases. Takes the releases, so that no name is used twice. */
  lastReleases(releases: ReadonlyMap<string, Release>): ReadonlyMap<string, Release>;
  /** The exit code of the process if this shutdown has the exit code `code`. */
  exitCodeOf(code: number): number;
  /**
   * Called last, when the report is made. `deadlineMs` is a time of the clock. `reported` settles when the promises
   * that listeners of the report returned have settled.
   */
  onClosed(report: ShutdownReport, end: LifeEnd): void;
}

export interface LifeEnd {
  deadlineMs: number;
  mayExit: boolean;
  reported: Promise<unknown> | undefined;
}

/** A lifecycle as the process, the probes and the status line see it. */
export interface LifecycleCore
  extends Pick<Lifecycle, "phase" | "signal" | "closed" | "hold" | "stats" | "on"> {
  /** Whether one of the servers listens, or there is no server. */
  readonly listening: boolean;
  /** The names of the releases that have not ended. */
  readonly pendingReleases: ReadonlySet<string>;
  /** When the releases are cut after a second signal, on the clock. Infinite before it. */
  readonly cutoffMs: number;
  /** Emits events that do not come from the shutdown itself. */
  readonly emit: Events["emit"];
  /** Throws if the drain is over. If `prepare` throws, the target is not added. */
  attach(target: Target, prepare?: () => void): void;
  addRelease(...named: Parameters<Lifecycle["addRelease"]>): void;
  startShutdown(trigger: ShutdownTrigger): Promise<ShutdownReport>;
  /** Gives the servers back as they were. Call it only before a shutdown. */
  abandon(): void;
  /** Cuts everything now. `exitCode` goes into the report, and `reason` into the event `forced`. */
  forceCut(exitCode: number, reason: string): void;
  /** A health probe is answered on a server of the application. */
  probeAnswered(): void;
  /**
   * The process ends at once, in the middle of the shutdown: logs that, and starts the releases that have not started.
   * If the releases are over, nothing is lost any more, and the report is made. Returns the exit code: 0 only if
   * nothing was lost and nothing failed.
   */
  processExiting(exitCode: number): number;
}
