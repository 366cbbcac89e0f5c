import type { IncomingMessage } from "node:http";
import type { ShutdownPlan } from "./plan.js";
import type { Cut, DrainCounts, DrainResult } from "./report.js";
import type { Stats } from "./stats.js";
import type { Server } from "./target.js";

/**
 * The limits of a drain. The rules are those of a plan: every number is in milliseconds, finite, 0 or more and at most
 * 2 147 483 647; an unknown option is refused, and `undefined` counts as left out. `ShutdownPlan` describes each one.
 */
export interface DrainOptions {
  /** How long an idle connection may still send one more request. @default 1000 */
  idleGraceMs?: number;
  /** The deadline for what is in flight; then it is cut. @default 8100 */
  drainMs?: number;
  /** For the closing handshake of WebSockets, and other upgraded sockets; at most `drainMs`. @default 3000 */
  upgradeGraceMs?: number;
  /** Over how long the ends of event streams and WebSockets are spread. @default 1000 */
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
  /** Called with everything that is cut, when it is cut. */
  onCut?: (cut: Cut) => void;
  /**
   * Called when a function given as `eventStreams` throws, rejects or returns neither `close` nor `wait`, when
   * `response.end()` of an event stream throws, and when another method of a response does, since the application has
   * replaced it or made it read-only: the drain then waits for that response, the message says which of the three
   * failed, and `cause` is what was thrown. Also called when `onCut` fails, and when `admits` throws, which counts as
   * `false`. What `onError` itself throws is ignored.
   * @default errors are ignored
   */
  onError?: (error: Error) => void;
}

/** The options of one call of `drain()`. The same rules apply. */
export interface BeginDrainOptions {
  /** Replaces the idle grace of the drain. Ctrl+C in a terminal does this. */
  idleGraceMs?: number;
  /** Replaces the deadline of the drain, for instance if less time is left than was planned. */
  drainMs?: number;
  /** Why it drains: the message of the error in `signal.reason`. @default that of an `AbortError` without a reason */
  reason?: string;
  /** The `cause` of that error. Ignored without a `reason`. */
  cause?: unknown;
}

/**
 * The engine alone: no signals, no exit, no releases. It does not touch the process, so it is suitable for tests,
 * Electron, serverless functions and foreign process managers.
 */
export interface Drain {
  /** Aborted when the drain begins. Its reason is an `AbortError`, with the `reason` of `drain()` as its message. */
  readonly signal: AbortSignal;
  /**
   * Watches a server, whether it listens already or not. A server that is added twice is watched once. A server added
   * during a drain stops listening as soon as it listens. So does one added after a drain, but its connections are not
   * watched.
   */
  add(server: Server): this;
  /**
   * Keeps the drain open until the returned function is called or `work` settles, but never beyond the deadline. The
   * name is for the report and need not be unique.
   * @throws `GracefulError` with the code `INVALID_OPTION` if `work` is not a promise
   */
  hold(name: string, work?: PromiseLike<unknown>): () => void;
  /** What is open right now. */
  stats(): Stats;
  /** Whether one of the servers listens. */
  readonly listening: boolean;
  /**
   * Starts the lame duck: every response from now on tells its client to close the connection. Nothing else changes.
   * Returns the totals of what is open.
   */
  disableKeepAlive(): Readonly<DrainCounts>;
  /**
   * Disables keep-alive, closes the listeners in a quiet turn of the event loop, lets every request in flight complete,
   * closes idle connections after the idle grace, and cuts what is left at the deadline. Resolves when nothing is left,
   * and never rejects. A second call returns the same promise. Afterwards none of its event listeners and timers are
   * left.
   *
   * It does not call the servers' own `close`, does not end work that is not a connection (see `hold`), and cannot be
   * undone: to serve again, make another drain.
   * @throws `GracefulError` with the code `INVALID_OPTION` if an option is wrong, before anything begins. The options
   * of a second call are ignored.
   */
  drain(options?: BeginDrainOptions): Promise<DrainResult>;
  /** Cuts everything now, as at the deadline. If no drain is under way, starts one first. */
  cut(): void;
}
