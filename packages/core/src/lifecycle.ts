import type { CheckChange } from "./check-change.js";
import type { Phase } from "./phase.js";
import type { Release } from "./plan.js";
import type { Cut, ReleaseResult, ShutdownReport } from "./report.js";
import type { Stats } from "./stats.js";
import type { Server, Target } from "./target.js";

/** The events of a lifecycle, for its listeners and on `diagnostics_channel`. */
export type LifecycleEvents = {
  /** A phase has begun. Not emitted for the first one. */
  phase: Phase;
  /**
   * A readiness check has begun to fail, failed with another message than before, or passed again. Checks run only when
   * readiness is probed. A check that the shutdown interrupts causes no event.
   */
  check: CheckChange;
  /** A request, a connection or a hold was cut. */
  cut: Cut;
  /** A release has ended, successfully or not. */
  release: ReleaseResult;
  /**
   * A second signal or a second crash forces the end: everything is cut. Emitted once, before the `cut` events.
   */
  forced: Forced;
  /** The shutdown is over. Emitted once, after the event `phase` with `closed`. */
  report: ShutdownReport;
};

/** What forced the end of a shutdown. */
export interface Forced {
  /** As in the log: `SIGTERM again`, `SIGTERM after SIGINT`, `Uncaught exception, the second crash`. */
  readonly reason: string;
  /** The exit code of the process, with `exit: true`: 128+n after a signal, else 1. */
  readonly exitCode: number;
}

/**
 * The life of one or more servers, or of a process without a server. It is not reusable: after `closed`, call
 * `graceful(app)` again.
 *
 * The steps of a shutdown: readiness fails; the lame duck, if there is one; the listeners close and every request in
 * flight is answered, or cut at the deadline; the framework's own shutdown; the releases; the report. A shutdown begins
 * at a signal of the plan, at `shutdown()`, or when the application closes the framework.
 */
export interface Lifecycle extends AsyncDisposable {
  /** The current phase. A new object for each phase. */
  readonly phase: Phase;
  /**
   * Aborted when the drain begins, after the lame duck: end long polls, stop consuming queues. Its reason is an
   * `AbortError` whose message says why, such as `SIGTERM`. After a crash, its `cause` is the error.
   */
  readonly signal: AbortSignal;
  /**
   * Resolves at the end with the same report as `shutdown()`, whatever began the shutdown, but does not begin one.
   * Never rejects. It does not keep the process alive, and stays pending in a process that ends without a shutdown.
   */
  readonly closed: Promise<ShutdownReport>;
  /**
   * The port of the probes, once they listen on a port of their own (`health.port`, also if that is 0). `undefined` if
   * they have none or it cannot be used, which is logged. Never rejects.
   */
  readonly healthPort: Promise<number | undefined>;
  /**
   * Adds a server or framework target to the same shutdown; the promises hold for it as for the first. One that is
   * added during the drain drains at once.
   * @throws `GracefulError`: `ALREADY_GRACEFUL` if it already has a lifecycle, `SERVER_CLOSED`, `INVALID_TARGET`, and
   * `LIFECYCLE_CLOSED` after the drain
   */
  add(target: Target | Server): this;
  /**
   * Adds a release. Possible until the releases begin.
   * @throws `GracefulError`: `INVALID_OPTION` if the name is taken, the value is not a release (`undefined` is none),
   * or `after` names an unknown release or makes a cycle; `LIFECYCLE_CLOSED` after the drain
   */
  addRelease(name: string, release: Release): this;
  /**
   * Keeps the drain open for work that is not a request, such as a job or a queue message: until the returned function
   * is called or `work` settles, whichever comes first, but never beyond the deadline. At the deadline the hold is
   * reported as cut; the work itself cannot be stopped. What `work` rejects with is logged: the hold ends, and the
   * shutdown has not failed by it. Calling the function twice does no harm. A hold that is added after the drain has no
   * effect.
   * @throws `GracefulError` with the code `INVALID_OPTION` if `work` is not a promise
   */
  hold(name: string, work?: PromiseLike<unknown>): () => void;
  /** Ends start-up, with `startup: "manual"`. Otherwise the app is ready when it listens. */
  markStarted(): void;
  /** What is open right now. Visits every connection: call it for a metrics scrape, not for every request. */
  stats(): Stats;
  /**
   * Adds a listener for one kind of event; the returned function removes it. Listeners are called in the order in which
   * they were added, and not awaited. What one throws is logged, and the shutdown goes on.
   * @throws `GracefulError` with the code `INVALID_OPTION` if there is no such event or `listener` is not a function
   */
  on<Name extends keyof LifecycleEvents>(
    event: Name,
    listener: (data: LifecycleEvents[Name]) => void,
  ): () => void;
  /**
   * Begins the shutdown and resolves with its report; never rejects. A second call returns the same promise, whatever
   * its reason. With `exit: true` the process ends afterwards. Do not await it in a request handler, held work or a
   * release: each would wait for itself until its time is up. Send the response first.
   * @param reason for the report and the log; `shutdown` by default
   */
  shutdown(reason?: string): Promise<ShutdownReport>;
}
