import type { CheckChange } from "./check-change.js";
import type { Phase } from "./phase.js";
import type { Release } from "./plan.js";
import type { Cut, ReleaseResult, ShutdownReport } from "./report.js";
import type { Stats } from "./stats.js";
import type { Server, Target } from "./target.js";

/** The events of a lifecycle, for its listeners and on `diagnostics_channel`. */
export type LifecycleEvents = {
  /** Every phase but the first, when it begins. */
  phase: Phase;
  /**
   * A readiness check that begins to fail, fails with another message than before, or passes again. Checks run when the
   * readiness probe asks, and only then. Checks that are given up at the begin of the shutdown cause no event.
   */
  check: CheckChange;
  /** A request, connection or hold that was cut, when it is cut. */
  cut: Cut;
  /** A release that ended, well or not. */
  release: ReleaseResult;
  /**
   * A second signal, or a second crash, forces the end: everything is cut. Once, before the events of what is cut.
   */
  forced: Forced;
  /** The end: once, after the event `phase` with `closed`. */
  report: ShutdownReport;
};

/** What forced the end of a shutdown. */
export interface Forced {
  /** As the log says it: `SIGTERM again`, `Uncaught exception, the second crash`. */
  readonly reason: string;
  /** What the process will end with where the lifecycle has the exit: 128+n after a signal, else 1. */
  readonly exitCode: number;
}

/**
 * One life of one or more servers, or of a process without one. After `closed` it takes nothing new: start again with a
 * new `graceful(app)`.
 *
 * A shutdown goes through these steps: readiness fails; the lame duck, where there is one; the listeners close and
 * every request in flight is answered, or cut at the deadline; the framework's own shutdown; the releases; the report.
 * It does not begin before a signal of the plan, `shutdown()`, or the framework's own close.
 */
export interface Lifecycle extends AsyncDisposable {
  /** The phase it is in. A new object for each phase. */
  readonly phase: Phase;
  /**
   * Aborted when the drain begins, after the lame duck: end long polls, stop consuming queues. Its reason is an
   * `AbortError` whose message is why: `SIGTERM`; after a crash its `cause` is what crashed.
   */
  readonly signal: AbortSignal;
  /**
   * Resolves at the end with the report of `shutdown()`, whoever began it. Asking for it begins nothing. It never
   * rejects, and waiting for it keeps no process alive: a process that ends without a shutdown leaves it open.
   */
  readonly closed: Promise<ShutdownReport>;
  /**
   * The port of the plan's `health.port`, also where that is 0, once the probes listen there. `undefined` where there
   * is none, or where it cannot listen, which is logged. It never rejects.
   */
  readonly healthPort: Promise<number | undefined>;
  /**
   * One more server or framework target under the same shutdown; the promises hold for it as for the first. During the
   * drain it may be added too, and drains at once.
   * @throws `GracefulError`: `ALREADY_GRACEFUL` where it has a lifecycle already, `SERVER_CLOSED`, `INVALID_TARGET`,
   * and `LIFECYCLE_CLOSED` after the drain
   */
  add(target: Target | Server): this;
  /**
   * One more release, until the releases begin.
   * @throws `GracefulError`: `INVALID_OPTION` where the name is taken, it is no release, `after` names none or there is
   * a circle, and `LIFECYCLE_CLOSED` after the drain
   */
  addRelease(name: string, release: Release): this;
  /**
   * Work that is not a request, a job or a queue message, keeps the drain open: until the returned function is called
   * or `work` settles, whichever is first, and never beyond the deadline: then it is reported as cut, though nothing
   * can stop it. Calling the function twice does no harm. After the drain a hold holds nothing.
   * @throws `GracefulError` with the code `INVALID_OPTION` where `work` is no promise
   */
  hold(name: string, work?: PromiseLike<unknown>): () => void;
  /** Ends start-up where the plan says `startup: "manual"`; otherwise the app is ready when it listens. */
  markStarted(): void;
  /** What is open right now. A walk over the connections: for a scrape, not for every request. */
  stats(): Stats;
  /**
   * Listens to one kind of event; the function returned stops that. Listeners are called in the order in which they
   * came, and not waited for; what one throws is logged and stops nothing.
   */
  on<Name extends keyof LifecycleEvents>(
    event: Name,
    listener: (data: LifecycleEvents[Name]) => void,
  ): () => void;
  /**
   * Begins the shutdown and resolves with its report; never rejects. Memoised: the second call is the same promise,
   * whatever its reason. With `exit: true` the process ends after it. Awaiting it inside a release waits for itself,
   * until that release's time is up.
   * @param reason for the report and the log; `shutdown` where there is none
   */
  shutdown(reason?: string): Promise<ShutdownReport>;
}
