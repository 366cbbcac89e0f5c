import type { EventStreamChoice } from "./event-stream-choice.js";
import type { HealthPlan } from "./health-plan.js";
import type { Logger } from "./logger.js";

export type * from "./event-stream-choice.js";
export type * from "./health-plan.js";

/**
 * Releases one resource: closes a pool, stops a queue. What it returns is awaited. When its time is up, its `signal`
 * aborts and the release has failed: it is not awaited any longer, and runs on unobserved if it ignores the signal.
 */
export type ReleaseRun = (context: { signal: AbortSignal }) => unknown;

/**
 * Something with a method that closes it, such as a pool or a client. The method that waits the longest is called:
 * `end` for a writable stream, else `[Symbol.asyncDispose]`, else `drain` beside `isDraining`; else, on an object with
 * `end`, `quit` if it has that too, or `end`; else the first of `close`, `quit`, `disconnect`, `$disconnect`,
 * `tryShutdown`, `shutdown` and `destroy`. What it returns is awaited. It gets a callback if it declares one parameter
 * and is not an async function (`end`: one or more; `destroy`: never). A client that is already closed (`closed`,
 * `ended`, `isOpen: false` and the like) is left alone.
 *
 * A function with such a method is closed, and never called. To have it called, write `() => client()`. A method with
 * any other name is not found: write `() => client.stop()`.
 */
export type Closeable =
  /** The method that `await using` calls. */
  | { [Symbol.asyncDispose](): PromiseLike<void> }
  /** Of a message bus connection: delivers what was sent, then closes. */
  | {
      /** Called only beside `isDraining`: the `drain` of a job queue may delete its jobs. */
      drain(): unknown;
      /** Never called. */
      isDraining(): boolean;
    }
  /** Of a pool or a stream. */
  | { end(): unknown }
  /** Of a server or a client. */
  | { close(): unknown }
  /** Of a client that ends its session. */
  | { quit(): unknown }
  /** Of a consumer or a producer. */
  | { disconnect(): unknown }
  /** Of a client whose other members are named by its user. */
  | { $disconnect(): unknown }
  /** Of an RPC server: answers the calls in progress first. */
  | { tryShutdown(done: (error?: Error) => void): unknown }
  /** Of an SDK that sends what it has collected. */
  | { shutdown(): unknown }
  /** Discards what is left. */
  | { destroy(): unknown };

/**
 * One release: a function, something closeable, or an object that adds an order or a timeout to either.
 */
export type Release = ReleaseRun | Closeable | ReleaseStep;

/** A release that comes after others, or has a timeout of its own. */
export interface ReleaseStep {
  /** The function to call, or the thing to close. */
  run: ReleaseRun | Closeable;
  /**
   * Names of the releases that must have ended, successfully or not, before this one starts. @default none: it starts
   * at once
   */
  after?: readonly string[];
  /**
   * Milliseconds it may take, above 0; never more than what is left of the budget. @default what is left of the
   * budget
   */
  timeoutMs?: number;
}

/** A WebSocket server of `ws` or similar: anything whose `clients` can be closed with a code and a reason. */
export interface WebSocketServerLike {
  /** Read when the drain begins. Each client is closed with code 1001. */
  readonly clients: Iterable<{ close(code?: number, reason?: string): void }>;
}

/** What `beforeDrain` is called with. */
export interface BeforeDrainContext {
  /** Why the shutdown began, as in the report: `SIGTERM`. */
  readonly reason: string;
  /** Aborts when the time of `beforeDrain` is up, or at a second signal. It is not awaited any longer then. */
  readonly signal: AbortSignal;
}

/** What `onDrain` is called with. */
export interface OnDrainContext {
  /** Why the shutdown began, as in the report: `SIGTERM`, `uncaughtException`. */
  readonly reason: string;
  /** The error, if a crash (see `crash`) began the shutdown or has come since; else `undefined`. */
  readonly error: Error | undefined;
  /** Aborts when what is left is cut, at the deadline or a second signal, or when the drain is over. */
  readonly signal: AbortSignal;
}

/**
 * How to shut down. Every option may be left out or `undefined`. Every number is in milliseconds, finite, 0 or more
 * (`budgetMs`: above 0) and at most 2 147 483 647, Node's longest timer. The plan is checked when `graceful` is called:
 * a wrong or contradictory value throws a `GracefulError` with the code `INVALID_OPTION`, which names the option, what
 * was expected and what was given. The object is read once and never written to.
 */
export interface ShutdownPlan {
  /**
   * The signals that begin the shutdown. `false`: none, the application calls `shutdown()` itself. An empty list is
   * refused, and so are signals that no process can catch. The listener of a signal comes back if the application
   * removes it, as `process.removeAllListeners("SIGTERM")` does, and the place of the call is logged.
   * @default SIGTERM and SIGINT, on Windows SIGBREAK and SIGHUP too, and the IPC message `shutdown` if there is a
   * channel
   */
  signals?: readonly NodeJS.Signals[] | false;
  /**
   * When other listeners of these signals run: those of a framework, a library or the application. `after`: they wait
   * until the drain is over, since what they close is needed until then. They run after the releases, in the order in
   * which they were called, within the budget, and the report lists them by name; one that throws or hangs has failed,
   * like a release. A listener that is removed meanwhile does not run. `now`: they run at once, as Node does. Without
   * `signals` or `exit` they are left alone. The option does not apply to the IPC message `shutdown`: other listeners
   * of `message` always get it at once, since nothing shows which messages such a listener acts on.
   * @default "after"
   */
  otherSignalListeners?: "after" | "now";
  /**
   * `true`: during the shutdown neither `process.exit()` nor a `process.kill()` of the process itself ends the process.
   * The place of the call is logged, and code after it runs. The process ends after the shutdown, with its exit code,
   * or that of the call if the application began the shutdown and it was clean. A `process.kill()` in a worker thread
   * counts as another signal. A third signal, an uncaught error and an `exit` taken before still end the process.
   * `false`: such calls end it in the middle of its shutdown. Without `signals` or `exit` none is held.
   * @default true
   */
  holdExit?: boolean;
  /**
   * The time from the signal to the exit, everything included. `lameDuckMs`, `drainMs` and `releaseMs` must fit into
   * it.
   * @default the platform's own kill time less a margin; 9000 if no platform is recognised (Docker kills after 10 s)
   */
  budgetMs?: number;
  /**
   * How long to keep accepting after readiness has begun to fail, until every load balancer has noticed.
   * @default 5000 on Kubernetes and ECS (at most a third of the budget, and never what `drainMs` needs), else 0
   */
  lameDuckMs?: number;
  /**
   * Called at the signal and awaited while the server still accepts and serves, in parallel with the lame duck:
   * deregister here, from a registry or a load balancer. The phase lasts at least `lameDuckMs`, and longer if this
   * function takes longer: at most half of what `releaseMs` leaves of the budget. The time beyond `lameDuckMs` is
   * taken from the drain, never from the releases.
   *
   * If it throws, rejects or does not end in time, the shutdown goes on. The failure is logged and listed among the
   * releases of the report as `beforeDrain`, and the exit code is 1. A second signal ends the wait. Do not await
   * `shutdown()` in it: that would wait for itself.
   * @default none
   */
  beforeDrain?: (context: BeforeDrainContext) => unknown;
  /**
   * How long an idle keep-alive connection may still send one more request before it is closed, counted from the start
   * of the drain. A value longer than the drain means until the deadline.
   * @default 1000, at most half of the drain; 0 on Ctrl+C in a terminal
   */
  idleGraceMs?: number;
  /**
   * The deadline for requests in flight, counted from the end of the lame duck. What is left then is cut and
   * reported. The deadline comes earlier if `beforeDrain` took longer than `lameDuckMs` and the releases would
   * otherwise not have their `releaseMs`.
   * @default what is left of the budget: `budgetMs` less `lameDuckMs` less `releaseMs`
   */
  drainMs?: number;
  /**
   * How long WebSockets may take for the closing handshake, and other upgraded sockets and tunnels to end, counted from
   * the start of the drain. A larger value than `drainMs` counts as `drainMs`.
   * @default 3000
   */
  upgradeGraceMs?: number;
  /**
   * Over how long event streams are ended and WebSockets are closed, evenly spread from the start of the drain: their
   * clients reconnect at once, and thousands must not do so in one moment. Limited to half of `drainMs` for event
   * streams and half of `upgradeGraceMs` for WebSockets. 0: all at once.
   * @default 1000
   */
  spreadMs?: number;
  /**
   * Reserved for the releases at the end of the budget. When the drain ends early, they may use all that is left.
   * @default a tenth of the budget, 500 at least (but never more than half of it), 3000 at most
   */
  releaseMs?: number;
  /**
   * What happens to a new request on a connection that is still open: with `serve` the application answers it, with
   * `refuse` it gets 503 with Retry-After. Health probes and requests in flight are answered either way.
   * @default "serve"
   */
  whileDraining?: "serve" | "refuse";
  /**
   * What happens to `text/event-stream` responses. `close` ends *subscriptions*, those that answer a GET, when the
   * drain begins, spread over `spreadMs`. A stream that answers another method is treated like any response: it
   * completes, or is cut at the deadline. `wait` ends none. A function decides for each stream, whatever its method.
   * @default "close"
   */
  eventStreams?: "close" | "wait" | EventStreamChoice;
  /** Health probes on the app, or on a port of their own. @default off */
  health?: HealthPlan;
  /**
   * What to release after the last response, by name. A server that is not running any more
   * (`ERR_SERVER_NOT_RUNNING`) and a client that is already closed do not fail. A value that is not a function and has
   * no method that closes it is refused.
   * @default none
   */
  release?: Readonly<Record<string, Release>>;
  /**
   * WebSocket servers to close through their own API, so that a message still being compressed is sent first.
   * Without this option the engine sends the close frames itself. The clients are read when the drain begins.
   * @default none
   */
  webSockets?: WebSocketServerLike | readonly WebSocketServerLike[];
  /**
   * Called when the drain begins, and not awaited: use `hold` for work that must complete. Only the engine's close
   * frames wait for it, at most for half of `upgradeGraceMs`, so that the application can close its WebSockets with a
   * code and a reason of its own. An error is logged, and the shutdown goes on.
   * @default none
   */
  onDrain?: (context: OnDrainContext) => unknown;
  /**
   * `drain`: an uncaught exception or unhandled rejection that would have ended the process starts the shutdown of
   * all its lifecycles, with exit code 1. A second one, in another turn of the event loop, cuts what is left.
   * @default off
   */
  crash?: "drain";
  /**
   * When the app is ready. `automatic`: when it listens, or at once without a server. `manual`: when
   * `lifecycle.markStarted()` is called. @default "automatic"
   */
  startup?: "automatic" | "manual";
  /**
   * After the last release: how long timers and handles (sockets, servers, child processes) may keep the process alive
   * before it is ended. What held the process is logged then. Work that ends by itself is awaited for as long as the
   * budget lasts: file system and DNS requests, writes, zlib, crypto, and what was begun in the shutdown while requests
   * were in flight: a timer that is due in time, and an HTTP request to another server until its response begins. If
   * another signal listener ran and gave no sign of when it is done, the process is not ended before the budget is
   * over. For work that must not be lost, use `hold`. Needs `exit: true`.
   * @default 500
   */
  settleMs?: number;
  /**
   * `true` sets `process.exitCode` and lets the process end by itself. If something still holds it after `settleMs`,
   * that is logged, stdout and stderr are flushed, and the process is ended. `false` leaves the process alone. A
   * `process.exitCode` set by the application is kept if ours would be 0.
   * @default true
   */
  exit?: boolean;
  /** `false`: silent. @default the framework's own logger, else the console */
  logger?: Logger | false;
}
