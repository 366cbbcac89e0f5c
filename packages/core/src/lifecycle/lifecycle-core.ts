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
  /** It was Ctrl+C in a terminal: idle connections get no grace. */
  interactive?: boolean;
  /** A crash began it, or came while it was under way: exit code 1 however well it goes. */
  crashed?: boolean;
  error?: Error;
  /** The framework was closed by its own API: this lifecycle ends, and the process may go on. */
  byFramework?: boolean;
}

export interface LifecycleOptions {
  readonly plan: ResolvedPlan;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly activeResources: () => string[];
  readonly host: LifecycleHost;
}

/** What a lifecycle runs in: the process, or a fake in tests. */
export interface LifecycleHost {
  /** Called first of all, before anything is logged. */
  onShutdownStart(): void;
  /** Returns what runs after the releases. Takes the releases, so that no name comes twice. */
  lastReleases(releases: ReadonlyMap<string, Release>): ReadonlyMap<string, Release>;
  /** The exit code of the process, where this shutdown has `code`. */
  exitCodeOf(code: number): number;
  /**
   * Called last of all, when the report is made. `deadlineMs` is a time of the clock; `reported` settles when the
   * promises that listeners of the report returned have settled.
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
  /** Emits events that do not come from the shutdown itself. */
  readonly emit: Events["emit"];
  /** Throws where the drain is over. Where `prepare` throws, the target is not added. */
  attach(target: Target, prepare?: () => void): void;
  addRelease(...named: Parameters<Lifecycle["addRelease"]>): void;
  startShutdown(trigger: ShutdownTrigger): Promise<ShutdownReport>;
  /** Cuts everything now. `exitCode` goes into the report, and `reason` into the event `forced`. */
  forceCut(exitCode: number, reason: string): void;
  /** A health probe is answered on a server of the application. */
  probeAnswered(): void;
  /**
   * The process ends at once, in the middle of the shutdown: logs that, and starts the releases that have not started.
   */
  processExiting(exitCode: number): void;
}
