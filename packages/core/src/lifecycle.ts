import type { Stats } from "./engine/stats.js";
import type { Phase } from "./phase.js";
import type { Release } from "./plan.js";
import type { Cut, DrainReport, ReleaseResult } from "./report.js";
import type { Server, Target } from "./target.js";

/** What a lifecycle tells its listeners, and the process on `diagnostics_channel`. */
export type LifecycleEvents = {
  /** Every phase but the first, when it begins. */
  phase: Phase;
  /** A request, connection or hold that was cut, when it is cut. */
  cut: Cut;
  /** A release that ended, well or not. */
  release: ReleaseResult;
  /** The end: once, after `phase` told `closed`. */
  report: DrainReport;
};

/**
 * One life of one or more servers. After `closed` it takes nothing new: start again with a new `graceful(app)`.
 *
 * A shutdown goes through these steps: readiness fails; the lame duck, where there is one; the listeners close and every
 * request in flight is answered, or cut at the deadline; the framework's own shutdown; the releases; the report. It does
 * not begin before a signal of the plan, `shutdown()`, or the framework's own close.
 */
export interface Lifecycle extends AsyncDisposable {
  readonly phase: Phase;
  /** Aborted when the drain begins: end long polls, stop consuming queues. */
  readonly signal: AbortSignal;
  /**
   * One more server or framework target under the same shutdown; the promises hold for it as for the first. Throws a
   * `GracefulError` where it has a lifecycle already, was closed, or is no server, and after the drain.
   */
  add(target: Target | Server): this;
  /** One more release, until the releases begin. Throws where the name is taken or the graph has a cycle. */
  release(name: string, release: Release): this;
  /**
   * Work that is not a request, a job or a queue message, keeps the drain open: until the returned function is called or
   * `work` settles, whichever is first, and never beyond the deadline.
   */
  hold(name: string, work?: PromiseLike<unknown>): () => void;
  /** Ends start-up where the plan says `startup: "manual"`; otherwise the app is ready when it listens. */
  started(): void;
  /** What is open right now. */
  stats(): Stats;
  /** Listens to one kind of event; the function returned stops that. */
  on<Name extends keyof LifecycleEvents>(
    event: Name,
    listener: (data: LifecycleEvents[Name]) => void,
  ): () => void;
  /**
   * Begins the shutdown and resolves with its report; never rejects. Memoised: the second call is the same promise,
   * whatever its reason. With `exit: true` the process ends after it. Awaiting it inside a release waits for itself, until
   * that release's time is up.
   * @param reason for the report and the log
   * @default "shutdown"
   */
  shutdown(reason?: string): Promise<DrainReport>;
}
