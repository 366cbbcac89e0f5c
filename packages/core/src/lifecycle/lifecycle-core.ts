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
  /** Somebody waits at a terminal: idle connections get no grace. */
  interactive?: boolean;
  /** A crash began it, or came while it was under way: exit code 1 however well it goes. */
  crashed?: boolean;
  /** What crashed. */
  error?: Error;
  /** The framework was closed by its own API: this life ends, the process may go on. */
  byFramework?: boolean;
}

export interface LifecycleOptions {
  readonly plan: ResolvedPlan;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly activeResources: () => string[];
  readonly host: LifecycleHost;
}

/** What a lifecycle lives in. */
export interface LifecycleHost {
  /** First of all, before a word is logged. */
  onShutdownStart(): void;
  /** What is released behind the releases, which are given so that no name comes twice. */
  lastReleases(releases: ReadonlyMap<string, Release>): ReadonlyMap<string, Release>;
  /** What the process will end with, where its own exit code is `own`. */
  exitCodeOf(code: number): number;
  /**
   * Last of all, when nothing is left of the life but its report. `deadlineMs` is of the clock; `reported` settles when the listeners
   * that were told of the report are done with it.
   */
  onClosed(report: ShutdownReport, end: LifeEnd): void;
}

export interface LifeEnd {
  deadlineMs: number;
  mayExit: boolean;
  reported: Promise<unknown> | undefined;
}

/** A lifecycle as the rooms that drive it see it. */
export interface LifecycleCore
  extends Pick<Lifecycle, "phase" | "signal" | "closed" | "hold" | "stats" | "on"> {
  /** Whether one of the servers listens, or there is none that could. */
  readonly listening: boolean;
  /** Tells whoever listens of what happens outside of the shutdown. */
  readonly emit: Events["emit"];
  /** Throws where the drain is over. What `prepare` throws leaves the target alone. */
  attach(target: Target, prepare?: () => void): void;
  addRelease(...named: Parameters<Lifecycle["addRelease"]>): void;
  startShutdown(trigger: ShutdownTrigger): Promise<ShutdownReport>;
  /** Cuts everything now. The report, and with it the process, will say `exitCode`; `reason` is for who listens. */
  forceCut(exitCode: number, reason: string): void;
  /** A health probe is answered on a server of the application. */
  probeAnswered(): void;
  /** The process ends here and now, in the middle of the shutdown: starts the releases that have not started, and says so. */
  processExiting(exitCode: number): void;
}
