/** What `check()` may be told. Routes are written `GET:/path`. Times are in milliseconds. */
export interface CheckOptions {
  /**
   * Where the server listens; default: a free port. Either is given as the variable PORT and for `{port}` in the
   * arguments. With it, one process listens at a time: the next one starts when the listener of the one before is closed.
   */
  port?: number;
  /** A path that answers 200 once the server is ready; default: ready when it accepts a connection. */
  ready?: string;
  /** How long it may take to be ready; default 30 000. */
  startTimeoutMs?: number;
  /** What ends it; default SIGTERM. */
  signal?: NodeJS.Signals;
  /** From the signal until it must be gone; default 10 000, as Docker has it. */
  budgetMs?: number;
  /** How long it goes on to accept after the signal; default 0. */
  lameDuckMs?: number;
  /** How often each scenario is played; default 3. */
  runs?: number;
  /** Ordinary requests; default `GET:/`. */
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
  /** HTTPS. */
  tls?: boolean;
  /** Takes any certificate. */
  insecure?: boolean;
  /** HTTP/2 as well: `h2c` without TLS, `h2` with it. */
  http2?: "h2c" | "h2";
  /** Ids of the only checks to measure. */
  only?: readonly string[];
  /** Ids of checks to leave out. */
  skip?: readonly string[];
  /** Ids of checks that must be measured: where one is not, the verdict is `not-measured`. */
  require?: readonly string[];
  /** The folder in which the command runs; default: that of this process. */
  cwd?: string;
  /** Variables for the command besides those of this process. */
  env?: Readonly<Record<string, string>>;
  /** Ends the run early: every process is killed, and the promise rejects with its reason. */
  abort?: AbortSignal;
  /** Is told what happens while it happens. */
  onProgress?: (progress: Progress) => void;
}

/** One process of the server: which scenario is played, and for which time. */
export interface RunName {
  /** The id of the scenario: `requests`. */
  scenario: string;
  /** Counted from 1. */
  run: number;
}

/** What is going to be played. */
export interface ProgressPlanned {
  /** Says so. */
  kind: "planned";
  /** Every process that will be started. */
  scenarios: RunName[];
}

/** What became of one process. */
export interface ProgressRun extends RunName {
  /**
   * `serving`: it is ready. `done`: its checks are through, too. `again`: a busy machine kept a check from being measured,
   * and the run is going to be played once more.
   */
  kind: "starting" | "serving" | "signalled" | "exited" | "done" | "again";
}

/** Something to tell people. */
export interface ProgressNote {
  /** Says so. */
  kind: "note";
  /** The end of a sentence that begins with the name of the tool. */
  text: string;
}

/** What happens while it happens. */
export type Progress = ProgressPlanned | ProgressRun | ProgressNote;

/** A route as it was given. */
export interface Route {
  readonly method: string;
  readonly path: string;
}

/** The options with all defaults, and every route read. */
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
