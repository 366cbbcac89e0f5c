import type { IncomingMessage } from "node:http";
import type { ShutdownPlan } from "./plan.js";
import type { Cut, DrainCounts, DrainResult } from "./report.js";
import type { Stats } from "./stats.js";
import type { Server } from "./target.js";

/**
 * The limits of a drain, by the rules of a plan: every number is in milliseconds, finite, 0 or more and at most 2 147
 * 483 647; what is unknown is refused, and `undefined` counts as left out. What each means stands in `ShutdownPlan`.
 */
export interface DrainOptions {
  /** How long an idle connection may still send one more request. @default 1000 */
  idleGraceMs?: number;
  /** The deadline for what is in flight; then it is cut. @default 8100 */
  drainMs?: number;
  /** For the close handshake of WebSockets and other upgraded sockets; at most `drainMs`. @default 3000 */
  upgradeGraceMs?: number;
  /** Over how long event streams and WebSockets are told to go, each at a place of its own. @default 1000 */
  spreadMs?: number;
  /** What a new request gets on an open connection. @default "serve" */
  whileDraining?: ShutdownPlan["whileDraining"];
  /** Which event streams are ended. @default "close" */
  eventStreams?: ShutdownPlan["eventStreams"];
  /**
   * Which requests are health probes: they get through with `whileDraining: "refuse"`, and `stats()` tells them apart.
   * @default none
   */
  admits?: (request: Pick<IncomingMessage, "url">) => boolean;
  /** Called for everything that is cut, when it is cut. */
  onCut?: (cut: Cut) => void;
  /**
   * Called when a function given as `eventStreams` throws, rejects or returns neither `close` nor `wait`, and when
   * `response.end()` of an event stream throws: such a stream is waited for. What `onError` itself throws is ignored.
   * @default errors are ignored
   */
  onError?: (error: Error) => void;
}

/** What one call of `drain()` may say, by the same rules. */
export interface BeginDrainOptions {
  /** Replaces the idle grace of the drain, as on Ctrl+C in a terminal. */
  idleGraceMs?: number;
  /** Replaces the deadline of the drain, where less time is left than was planned. */
  drainMs?: number;
  /** Why: the message of the error that `signal.reason` will be. @default that of an `AbortError` without a reason */
  reason?: string;
  /** The `cause` of that error. Ignored without a `reason`. */
  cause?: unknown;
}

/**
 * The engine alone: no signal, no exit, no release. It touches nothing of the process, so it serves in tests, in
 * Electron, in serverless functions and under somebody else's process manager.
 */
export interface Drain {
  /** Aborted when the drain begins. Its reason is an `AbortError`, with the `reason` of `drain()` as its message. */
  readonly signal: AbortSignal;
  /**
   * Watches a server, before or after it listens; one given twice is watched once. During a drain its listener closes
   * as soon as it listens; after one too, but its connections are not watched any more.
   */
  add(server: Server): this;
  /**
   * Keeps the drain open until the returned function is called, or `work` settles, and never beyond the deadline. The
   * name is for the report and need not be the only one of its kind.
   * @throws `GracefulError` with the code `INVALID_OPTION` where `work` is no promise
   */
  hold(name: string, work?: PromiseLike<unknown>): () => void;
  /** What is open right now. */
  stats(): Stats;
  /** Whether one of the servers listens. */
  readonly listening: boolean;
  /**
   * The lame duck: every response from now on tells its client to close. Nothing else changes. Returns what is open, as
   * totals.
   */
  disableKeepAlive(): Readonly<DrainCounts>;
  /**
   * Disables keep-alive; closes the listeners in a quiet turn; lets every request in flight end; closes idle
   * connections after the idle grace, and cuts what is left at the deadline. Resolves when nothing is left; never
   * rejects. Memoised: the second call is the same promise. Afterwards no listener or timer of it is left on anything.
   *
   * It does not close the servers by their own `close`, does not end what is not a connection (see `hold`), and cannot
   * be undone: for another life make another drain.
   * @throws `GracefulError` with the code `INVALID_OPTION`, at once and before anything begins, where an option is
   * wrong. Those of the second call are not looked at.
   */
  drain(options?: BeginDrainOptions): Promise<DrainResult>;
  /** Cuts everything now: the deadline is here. Without a drain under way it begins one. */
  cut(): void;
}
