/**
 * What one check came to, over all runs:
 *
 * - `passed`: in every run in which it was measured.
 * - `failed`: in at least one run.
 * - `race`: requests were lost, but only in the way that HTTP/1.1 cannot exclude. No failure.
 * - `not-measured`: in no run; `reason` says why.
 */
export type Outcome = "passed" | "failed" | "race" | "not-measured";

/** One failed or raced run of a check. */
export interface Failure {
  /** Counted from 1. */
  run: number;
  /** What was seen on the wire, at the exit or at the file descriptors; one line each, times in ms from the signal. */
  seen: string[];
  /** The likely cause. A guess from what was seen; absent where nothing points to one. */
  cause?: string;
}

/** How many runs of a check there were, and what they came to. */
export interface RunCount {
  /** Those in which it was not measured included. */
  all: number;
  /** Runs in which it passed. */
  passed: number;
  /** Runs in which it failed. */
  failed: number;
  /** Runs in which only a race was seen. */
  race: number;
}

/** One check and what it came to. */
export interface CheckResult {
  /** As for `--only` and `--skip`: `in-flight`. */
  id: string;
  /** What a server does that passes. */
  sentence: string;
  /** The lines of docs/contract.md that it measures. */
  contract: number[];
  /** What it came to. */
  outcome: Outcome;
  /** How many runs there were, and what they came to. */
  runs: RunCount;
  /** Why it was not measured. */
  reason?: string;
  /** What was noted in passing: a time, a count. */
  notes: string[];
  /** The failures and races, run by run. */
  failures: Failure[];
}

/** What happened on one connection or to the process; `ms` is from the signal, negative before it. */
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
  /** What the client is. */
  label: string;
  /** In order. */
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
  /** Whether it was ended by this tool, since it was still there behind the budget. */
  killed: boolean;
}

/** One process of the server, from its start to its end. */
export interface RunRecord {
  /** Which scenario was played: `requests`. */
  scenario: string;
  /** Counted from 1. */
  run: number;
  /** From its start until it was ready. */
  startMs: number;
  /** How it ended; absent where no signal was sent. */
  exit?: Exit;
  /** What its clients saw. */
  clients: TimeLineClient[];
  /** The end of what it printed, at most 4 kB. Not used for any verdict. */
  output: string;
}

/** The options of a run that its verdicts rest on. */
export interface ReportOptions {
  /** What was sent. */
  signal: string;
  /** From the signal until the process must be gone. */
  budgetMs: number;
  /** How long it goes on to accept. */
  lameDuckMs: number;
  /** How often each scenario was played. */
  runs: number;
}

/** What `check()` found. A plain value: JSON as it is, `report.schema.json` describes it. */
export interface CheckReport {
  /** Raised when a field changes its meaning or goes. */
  schemaVersion: 1;
  /** `failed`: a check failed. `not-measured`: nothing was measured, or a required check was not. Else `passed`. */
  verdict: "passed" | "failed" | "not-measured";
  /** What the command exits with: 0, 1 or 3. */
  exitCode: 0 | 1 | 3;
  /** Why the verdict is `not-measured`. */
  reason?: string;
  /** The command and its arguments. */
  command: string[];
  /** When the run began, ISO 8601. */
  startedAt: string;
  /** How long it took. */
  durationMs: number;
  /** The options it ran with. */
  options: ReportOptions;
  /** Every selected check, in the order of `--list`. */
  checks: CheckResult[];
  /** Every process of the server. */
  runs: RunRecord[];
}
