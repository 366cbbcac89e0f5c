/**
 * The options of `check()`. Every option may be left out; a check that needs one is then not measured. A wrong value
 * rejects with a `UsageError`. Routes are written `GET:/path`. Times are in milliseconds.
 */
export interface CheckOptions {
  /**
   * The port of the server, which also gets it as the variable PORT and for `{port}` in the arguments. If it is given,
   * one process listens at a time: the next one starts when the listener of the one before is closed.
   * @default a free port
   */
  port?: number;
  /**
   * A path that answers 200 once the server is ready.
   * @default none: the server is ready when it accepts a connection
   */
  ready?: string;
  /** How long the server may take until it is ready. @default 30000 */
  startTimeoutMs?: number;
  /** The signal that ends the server. @default SIGTERM */
  signal?: NodeJS.Signals;
  /** The time from the signal until the process must be gone. @default 10000, as in Docker */
  budgetMs?: number;
  /** How long the server goes on accepting after the signal. @default 0 */
  lameDuckMs?: number;
  /** How often each scenario is run. @default 3 */
  runs?: number;
  /** Ordinary requests. @default `GET:/` */
  paths?: readonly string[];
  /** A request that takes a while. */
  slow?: string;
  /** A request with a body of 64 kB of JSON, which the route reads to its end. */
  upload?: string;
  /** A request with a large answer. */
  download?: string;
  /** An event stream that a client subscribes to. */
  subscribe?: string;
  /** An answer that is streamed and has an end. */
  stream?: string;
  /** The path of a WebSocket. */
  ws?: string;
  /** The path of the liveness probe. */
  live?: string;
  /** Whether the server speaks HTTPS. */
  tls?: boolean;
  /** Accepts any certificate. */
  insecure?: boolean;
  /** Whether the server speaks HTTP/2 as well: `h2c` without TLS, `h2` with it. */
  http2?: "h2c" | "h2";
  /** The ids of the checks to run. @default all */
  only?: readonly string[];
  /** The ids of checks to leave out. */
  skip?: readonly string[];
  /** The ids of checks that must be measured. If one of them is not, the verdict is `not-measured`. */
  require?: readonly string[];
  /** The folder in which the command runs. @default that of this process */
  cwd?: string;
  /** Variables of the command in addition to those of this process. */
  env?: Readonly<Record<string, string>>;
  /** Aborting it ends the run: every process is killed, and the promise rejects with the reason. */
  abort?: AbortSignal;
  /** Called with the progress of the run. */
  onProgress?: (progress: Progress) => void;
}

/** One process of the server: the scenario and the number of the run. */
export interface RunName {
  /** The id of the scenario: `requests`. */
  scenario: string;
  /** Counted from 1. */
  run: number;
}

/** What will be run. */
export interface ProgressPlanned {
  /** Which progress this is. */
  kind: "planned";
  /** All processes that will be started. */
  scenarios: RunName[];
}

/** The progress of one process. */
export interface ProgressRun extends RunName {
  /**
   * `serving`: the process is ready. `done`: its checks have ended, too. `again`: a busy machine kept a check from
   * being measured, and the run is going to be played once more.
   */
  kind: "starting" | "serving" | "signalled" | "exited" | "done" | "again";
}

/** A note for users. */
export interface ProgressNote {
  /** Which progress this is. */
  kind: "note";
  /** The end of a sentence that begins with the name of the tool. */
  text: string;
}

/** The progress of a run. */
export type Progress = ProgressPlanned | ProgressRun | ProgressNote;

/** A parsed route. */
export interface Route {
  readonly method: string;
  readonly path: string;
}

/** The options with all defaults and with parsed routes. */
export interface Plan {
  readonly command: readonly string[];
  readonly port: number | undefined;
  readonly ready: string | undefined;
  readonly startTimeoutMs: number;
  readonly signal: NodeJS.Signals;
  readonly budgetMs: number;
  readonly lameDuckMs: number;
  readonly runs: number;
  readonly paths: readonly Route[];
  readonly slow: Route | undefined;
  readonly upload: Route | undefined;
  readonly download: Route | undefined;
  readonly subscribe: Route | undefined;
  readonly stream: Route | undefined;
  readonly ws: string | undefined;
  readonly live: string | undefined;
  readonly tls: boolean;
  readonly insecure: boolean;
  readonly http2: "h2c" | "h2" | undefined;
  readonly require: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}
