import type { EventStreamChoice } from "./event-stream-choice.js";
import type { HealthPlan } from "./health-plan.js";
import type { Logger } from "./logger.js";

export type * from "./event-stream-choice.js";
export type * from "./health-plan.js";

/**
 * Releases one resource: closes a pool, stops a queue. What it returns is awaited. When its time is up its `signal`
 * aborts, and it has failed: it is not waited for any longer, and goes on unseen if it ignores the signal.
 */
export type ReleaseRun = (context: { signal: AbortSignal }) => unknown;

/**
 * Something with a method that closes it, such as a pool or a client. The method that waits the longest is called:
 * `end` for a writable stream, else `[Symbol.asyncDispose]`, else `drain` beside `isDraining`; else, where there is
 * an `end`, `quit` or that; else the first of `close`, `quit`, `disconnect`, `$disconnect`, `tryShutdown`, `shutdown`
 * and `destroy`. What it returns is awaited. It gets a callback where it declares one parameter and is no async
 * function (`end`: one or more; `destroy`: never). A client that is closed already (`closed`, `ended`, `isOpen:
 * false` and the like) is left alone.
 *
 * A function with such a method is closed, and never called. To have it called, write `() => client()`. A method of
 * another name is not found: write `() => client.stop()`.
 */
export type Closeable =
  /** As `await using` closes it. */
  | { [Symbol.asyncDispose](): PromiseLike<void> }
  /** The connection of a message bus: what was sent is delivered first. */
  | {
      /** Called only where `isDraining` is there too: a job queue may delete its jobs by that name. */
      drain(): unknown;
      /** Never called. */
      isDraining(): boolean;
    }
  /** A pool, a stream. */
  | { end(): unknown }
  /** A server, a client. */
  | { close(): unknown }
  /** A client that ends its session. */
  | { quit(): unknown }
  /** A consumer, a producer. */
  | { disconnect(): unknown }
  /** A client whose other members are named by its user. */
  | { $disconnect(): unknown }
  /** A server of calls: those under way are answered first. */
  | { tryShutdown(done: (error?: Error) => void): unknown }
  /** An SDK that sends what it has collected. */
  | { shutdown(): unknown }
  /** What is left of it is discarded. */
  | { destroy(): unknown };

/**
 * One release: a function, something closeable, or either of them with its place in the order.
 */
export type Release = ReleaseRun | Closeable | ReleaseStep;

/** A release with its place in the order, or a time of its own. */
export interface ReleaseStep {
  /** What is called, or closed. */
  run: ReleaseRun | Closeable;
  /**
   * Names of the releases that must have ended (well or not) before this one starts. @default none: it starts at once
   */
  after?: readonly string[];
  /**
   * Milliseconds it may take, above 0; never more than what is left of the budget. @default what is left of the
   * budget
   */
  timeoutMs?: number;
}

/** A WebSocket server of `ws` and its like: anything whose `clients` can be closed with a code and a reason. */
export interface WebSocketServerLike {
  /** Read when the drain begins; each is closed with 1001. */
  readonly clients: Iterable<{ close(code?: number, reason?: string): void }>;
}

/** What `beforeDrain` is called with. */
export interface BeforeDrainContext {
  /** Why, as in the report: `SIGTERM`. */
  readonly reason: string;
  /** Aborts when its time is up, or at a second signal: then it is not waited for any longer. */
  readonly signal: AbortSignal;
}

/** What `onDrain` is called with. */
export interface OnDrainContext {
  /** Why, as in the report: `SIGTERM`, `uncaughtException`. */
  readonly reason: string;
  /** What crashed, where a crash (see `crash`) has begun the shutdown or come since; else `undefined`. */
  readonly error: Error | undefined;
  /** Aborts when what is left is cut, at the deadline or a second signal, or when the drain is over. */
  readonly signal: AbortSignal;
}

/**
 * How a shutdown goes. Every option may be left out, and `undefined` counts as that; every number is in milliseconds,
 * finite, 0 or more (`budgetMs`: above 0) and at most 2 147 483 647, Node's longest timer. The plan is checked when
 * `graceful` is called: a wrong or contradictory value throws a `GracefulError` with the code `INVALID_OPTION`,
 * naming the option, what was expected and what was given. The object is read once and never written.
 */
export interface ShutdownPlan {
  /**
   * The signals that begin the shutdown. `false`: none, the application calls `shutdown()` itself. An empty list is
   * refused, and so are signals that no process can catch.
   * @default SIGTERM and SIGINT, on Windows SIGBREAK and SIGHUP too, and the IPC message `shutdown` where there is a channel
   */
  signals?: readonly NodeJS.Signals[] | false;
  /**
   * What becomes of listeners of these signals that are not Graceful's: a framework's own shutdown, a library's, the
   * application's. `after`: at a signal they wait until the drain is over, since what they close is needed until
   * then. They run behind the releases, in the order of their calls, within the budget, and stand in the report by
   * name; one that throws or hangs has failed like a release. A listener that is removed meanwhile does not run.
   * `now`: they run at once, as Node does. Without `signals` or `exit` they are left alone. Other listeners of
   * messages hear the IPC message `shutdown` at once, whatever stands here: they get every message of the channel,
   * and none says which of them it acts at.
   * @default "after"
   */
  otherSignalListeners?: "after" | "now";
  /**
   * `true`: from the begin of the shutdown to its end `process.exit()` ends nothing, and neither does
   * `process.kill()` with which the process would end itself: the process ends when the shutdown is over, with its
   * exit code. Who called it is logged. Code behind such a call goes on to run. A third signal, and an error that
   * nobody catches, end the process all the same, and so does an `exit` that was taken from `process` before.
   * `false`: they end the process in the middle of its shutdown. Without `signals` or `exit` nothing is held.
   * @default true
   */
  holdExit?: boolean;
  /**
   * The time from the signal to the exit, everything included. `lameDuckMs`, `drainMs` and `releaseMs` must fit into
   * it.
   * @default the platform's own kill time less a margin; 9000 where no platform is recognised (Docker kills after 10 s)
   */
  budgetMs?: number;
  /**
   * How long to go on accepting after readiness says no, until every load balancer has noticed.
   * @default 5000 on Kubernetes and ECS (at most a third of the budget, and never what `drainMs` needs), else 0
   */
  lameDuckMs?: number;
  /**
   * Called at the signal and awaited while the server still accepts and serves, side by side with the lame duck:
   * deregister here, from a registry or a load balancer. `lameDuckMs` is the least that this phase lasts, and this
   * may make it longer: at most to half of what `releaseMs` leaves of the budget. What it takes beyond `lameDuckMs`
   * is taken from the drain, never from the releases.
   *
   * What it throws or rejects with, or that it did not end in time, is logged and stands in the report among the
   * releases, as failed and named `beforeDrain`: the exit code is 1 then. It stops nothing. A second signal ends the
   * wait. Awaiting `shutdown()` in it waits for itself.
   * @default none
   */
  beforeDrain?: (context: BeforeDrainContext) => unknown;
  /**
   * How long an idle keep-alive connection may still send one more request before it is closed, counted from the
   * begin of the drain. Longer than the drain means: until the deadline.
   * @default 1000, at most half of the drain; 0 on Ctrl+C in a terminal
   */
  idleGraceMs?: number;
  /**
   * The deadline for requests in flight, counted from the end of the lame duck. What is left then is cut and
   * reported. It comes earlier where `beforeDrain` took longer than `lameDuckMs` and the releases would not have
   * their `releaseMs`.
   * @default what is left of the budget: `budgetMs` less `lameDuckMs` less `releaseMs`
   */
  drainMs?: number;
  /**
   * For the close handshake of WebSockets, and the end of other upgraded sockets and tunnels, counted from the begin
   * of the drain; at most `drainMs`, what is more counts as that.
   * @default 3000
   */
  upgradeGraceMs?: number;
  /**
   * Over how long event streams and WebSockets are told to go, each at a place of its own, from the begin of the
   * drain: clients come back as they are told, and thousands must not do so in one moment. At most half of `drainMs`
   * for event streams and half of `upgradeGraceMs` for WebSockets, what is more counts as that. 0: all at once.
   * @default 1000
   */
  spreadMs?: number;
  /**
   * Kept back for the releases at the end of the budget. When the drain ends early they may use all that is left.
   * @default a tenth of the budget, 500 at least (but never more than half of it), 3000 at most
   */
  releaseMs?: number;
  /**
   * What a new request gets on a connection that is still open: `serve` answers it, `refuse` sends 503 with Retry-After
   * without asking the application; health probes are answered. Requests in flight are answered either way.
   * @default "serve"
   */
  whileDraining?: "serve" | "refuse";
  /**
   * What becomes of `text/event-stream` responses. `close` ends *subscriptions*, those that answer a GET, when the
   * drain begins, over `spreadMs`; one that answers anything else is an answer like any other: it comes whole,
   * or is cut at the deadline. `wait` ends none. A function says it of each one, whatever its method.
   * @default "close"
   */
  eventStreams?: "close" | "wait" | EventStreamChoice;
  /** Health probes on the app, or on a port of their own. @default off */
  health?: HealthPlan;
  /**
   * What to release after the last response, by name. A server that does not run any more (`ERR_SERVER_NOT_RUNNING`)
   * and a client that is closed already do not fail. A value that is no function and has no method that closes it is
   * refused.
   * @default none
   */
  release?: Readonly<Record<string, Release>>;
  /**
   * WebSocket servers to close through their own API, so that a message still being compressed is sent first.
   * Without it the engine sends the close frame itself. Their list is read when the drain begins.
   * @default none
   */
  webSockets?: WebSocketServerLike | readonly WebSocketServerLike[];
  /**
   * Called when the drain begins. Not waited for: use `hold` for work that must end. Only the engine's close frames
   * wait for it, so that the application can close its WebSockets with a code and a reason of its own; until half of
   * `upgradeGraceMs`. What it throws or rejects with is logged and stops nothing.
   * @default none
   */
  onDrain?: (context: OnDrainContext) => unknown;
  /**
   * `drain`: an uncaught exception or unhandled rejection that would have ended the process starts the shutdown of
   * every lifecycle in it, with exit code 1. A second one, in another turn of the event loop, cuts what is left.
   * @default off
   */
  crash?: "drain";
  /**
   * `automatic`: ready when the app listens, without a server at once; `manual`: when `lifecycle.markStarted()` was
   * called. @default "automatic"
   */
  startup?: "automatic" | "manual";
  /**
   * After the last release: how long timers and handles (sockets, servers, child processes) may go on before the
   * process is ended. What ends by itself is waited for within the budget, whatever stands here: requests to the file
   * system and to DNS, writes, zlib, crypto, and a timer that was set while requests were in flight and is due in
   * time. What held the process is logged when it is ended. Where another listener of the signal ran that says in no
   * way when it is done, the process is not ended before the budget is over. For work that must not be lost use
   * `hold`. Needs `exit: true`.
   * @default 500
   */
  settleMs?: number;
  /**
   * `true` sets `process.exitCode`, lets the process end by itself, and forces it when it has not done so after
   * `settleMs`: then what held it is logged, and stdout and stderr are flushed first. `false` leaves the process
   * alone. A `process.exitCode` that the application has set stays where ours would be 0.
   * @default true
   */
  exit?: boolean;
  /** `false`: silent. @default the framework's own, else the console */
  logger?: Logger | false;
}
