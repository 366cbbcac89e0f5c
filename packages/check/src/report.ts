/**
 * The outcome of one check over all runs:
 *
 * - `passed`: it passed in every run in which it was measured.
 * - `failed`: it failed in at least one run.
 * - `race`: requests were lost, but only in the way that HTTP/1.1 cannot exclude. This is no failure.
 * - `not-measured`: it was measured in no run; `reason` says why.
 */
export type Outcome = "passed" | "failed" | "race" | "not-measured";

/** One failed or raced run of a check. */
export interface Failure {
  /** Counted from 1. */
  run: number;
  /**
   * What was seen on the wire, at the exit or by the kernel, one line each. Times are in milliseconds from
   * the signal.
   */
  seen: string[];
  /** The likely cause, a guess from what was seen. Absent if nothing suggests one. */
  cause?: string;
}

/** The number of runs of a check, by their outcome. */
export interface RunCount {
  /** All runs, those included in which it was not measured. */
  all: number;
  /** Runs in which it passed. */
  passed: number;
  /** Runs in which it failed. */
  failed: number;
  /** Runs in which only a race was seen. */
  race: number;
}

/** One check and its outcome. */
export interface CheckResult {
  /** The id, as in `--only` and `--skip`: `in-flight`. */
  id: string;
  /** What a server has to do to pass. */
  sentence: string;
  /** The lines of docs/contract.md that it measures. */
  contract: number[];
  /** The outcome over all runs. */
  outcome: Outcome;
  /** The number of runs, by their outcome. */
  runs: RunCount;
  /** Why it was not measured. */
  reason?: string;
  /** Something measured besides, such as a time or a count. */
  notes: string[];
  /** The failures run by run, then the races. */
  failures: Failure[];
}

/** An event on one connection or of the process. */
export interface TimeLineEvent {
  /** Milliseconds from the signal, negative before it. */
  ms: number;
  /** What happened. */
  kind:
    | "connected"
    | "refused"
    | "sent"
    | "received"
    | "answered"
    | "fin"
    | "reset"
    | "left"
    | "malformed"
    | "lost";
  /** Bytes sent or received. */
  bytes?: number;
  /** The beginning of what was sent or received, or the code of an error. */
  text?: string;
}

/** One client of a run. */
export interface TimeLineClient {
  /** The check it belongs to. */
  check: string;
  /** A description of the client. */
  label: string;
  /** In their order. */
  events: TimeLineEvent[];
}

/** How a process ended. */
export interface Exit {
  /** Its exit code, `null` where a signal ended it. */
  code: number | null;
  /** The signal that ended it. */
  signal: string | null;
  /** Milliseconds from the signal. */
  afterMs: number;
  /** Whether this tool killed it, since it was still running when its budget was over. */
  killed: boolean;
}

/** One process of the server, from its start to its end. */
export interface RunRecord {
  /** The id of the scenario: `requests`. */
  scenario: string;
  /** Counted from 1. */
  run: number;
  /** From its start until it was ready. */
  startMs: number;
  /** How it ended; absent where no signal was sent. */
  exit?: Exit;
  /** The clients and their events. */
  clients: TimeLineClient[];
  /** The end of its output, at most 4 kB. No verdict depends on it. */
  output: string;
}

/** The options that the verdicts depend on. */
export interface ReportOptions {
  /** The signal that was sent. */
  signal: string;
  /** The time from the signal until the process must be gone, in milliseconds. */
  budgetMs: number;
  /** How long the server goes on accepting, in milliseconds. */
  lameDuckMs: number;
  /** How often each scenario was run. */
  runs: number;
}

/** The result of `check()`: plain JSON, described by `report.schema.json`. */
export interface CheckReport {
  /** Raised when a field is removed or changes its meaning. */
  schemaVersion: 1;
  /** `failed`: a check failed. `not-measured`: nothing was measured, or a required check was not. Else `passed`. */
  verdict: "passed" | "failed" | "not-measured";
  /** The exit code of the command: 0, 1 or 3. */
  exitCode: 0 | 1 | 3;
  /** Why the verdict is `not-measured`. */
  reason?: string;
  /** The command and its arguments. */
  command: string[];
  /** When the run began, ISO 8601. */
  startedAt: string;
  /** How long the run took, in milliseconds. */
  durationMs: number;
  /** The options of the run. */
  options: ReportOptions;
  /** Every selected check, in the order of `--list`. */
  checks: CheckResult[];
  /** Every process of the server. */
  runs: RunRecord[];
}
