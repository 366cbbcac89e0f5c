import type { AddressInfo } from "node:net";
import type { CheckChange } from "../check-change.js";
import { toError } from "../errors.js";
import { count } from "../format/count.js";
import { describeCut } from "../format/format-cuts.js";
import { formatDuration } from "../format/format-duration.js";
import { printable } from "../format/printable.js";
import type { Logger } from "../logger.js";
import { describeBudget } from "../planning/budget.js";
import type { ResolvedPlan } from "../planning/resolve-plan.js";
import type { Cut, DrainCounts, ReleaseResult, ShutdownReport } from "../report.js";
import type { Stats } from "../stats.js";

/** How many lines of one kind are logged: logging ten thousand would take the time of the releases. */
const LOGGED = 20;

/** Text of the application, or from outside. */
function shown(text: string): string {
  return printable(text, 200);
}

/**
 * `SIGTERM: draining 12 connections with 3 requests in flight; budget 9 s (...): drain 8.1 s, releases 900 ms`. If a
 * lame duck comes first: `SIGTERM: still accepting, 12 connections with 3 requests in flight; budget 27 s (...): lame
 * duck 5 s, ...`
 */
export function beginLine(
  reason: string,
  open: DrainCounts | readonly string[],
  plan: ResolvedPlan,
  isLameDuck: boolean,
): string {
  const verb = isLameDuck ? "still accepting," : "draining";
  const what =
    "connections" in open
      ? `${verb} ${openRequests(open.connections.total, open.requests.total)}`
      : open.length > 0
        ? `draining ${count(open.length, "hold")}`
        : "shutting down";
  return `${shown(reason)}: ${what}; ${describeBudget(plan.budget, plan.platform)}`;
}

/** `The lame duck is over: draining 12 connections with 3 requests in flight` */
export function lameDuckOverLine({ connections, requests }: Stats): string {
  return `The lame duck is over: draining ${openRequests(connections.total, requests.inFlight)}`;
}

/**
 * `Kubernetes was recognised: it kills after 30 s; budget 27 s (...): lame duck 5 s, ...`, when the lifecycle begins.
 */
export function platformLine({ platform, budget }: ResolvedPlan): string {
  return `${platform.name} was recognised: ${describeBudget(budget, platform)}`;
}

function openRequests(connections: number, inFlight: number): string {
  return `${count(connections, "connection")} with ${count(inFlight, "request")} in flight`;
}

const PASSES_ON = "passes requests on to it, give that server to graceful()";

/** `No server of api was found ...`: it never listened, or is not known to belong to the app. */
export function noServerLine(name: string): string {
  return `No server of ${name} was found, so none is drained: if one ${PASSES_ON}`;
}

/** `A server listens on port 3000 that is not known to be one of express ...` */
export function unknownServerLine(name: string, address: string | AddressInfo | null): string {
  const where = typeof address === "object" ? `port ${address?.port}` : address;
  return `A server listens on ${where} that is not known to be one of ${name}: if it ${PASSES_ON} as well`;
}

/** Logged when a lifecycle with signals is created in a worker thread. */
export const WORKER_LINE =
  "This is a worker thread, where no signal arrives: call lifecycle.shutdown() at a message instead. " +
  "`signals: false` says you know";

/** Logged if the HTTP server is the runtime's own. */
export const RUNTIME_LINE =
  "The HTTP server of this runtime is its own: pass one that listens, not its app. See docs/runtimes.md";

/** `The process ends in the middle of its shutdown, with exit code 3: ...` */
export function suddenEndLine(
  exitCode: number,
  { requests, holds }: Stats,
  undone: readonly string[],
): string {
  const lost = [
    requests.inFlight > 0 && `${count(requests.inFlight, "request")} in flight`,
    holds.length > 0 && `held work ${holds.join(", ")}`,
    undone.length > 0 && `${undone.length === 1 ? "release" : "releases"} ${undone.join(", ")}`,
  ].filter(Boolean);
  const what = lost.length > 0 ? `. Not done: ${shown(lost.join("; "))}` : "";
  return `The process ends in the middle of its shutdown, with exit code ${exitCode}${what}`;
}

/** Logs the first cuts: `Cut: GET /slow, 4.5 s, no answer yet`. */
export function cutLogger(warn: (line: string) => void): (cut: Cut) => void {
  return limitLog(warn, "cuts", (cut) => `Cut: ${describeCut(cut)}`);
}

/** Logs the first failures of `eventStreams` and of the methods of responses, by name. */
export function responsesLogger(error: (line: string) => void): (thrown: Error) => void {
  return limitLog(
    error,
    "such responses",
    ({ message }) => `A response is waited for, since ${shown(message)}`,
  );
}

function limitLog<Thing>(log: (line: string) => void, what: string, lineOf: (thing: Thing) => string) {
  let seen = 0;
  return (thing: Thing) => {
    seen++;
    if (seen <= LOGGED) log(lineOf(thing));
    else if (seen === LOGGED + 1) log(`More than ${LOGGED} ${what}, the rest is in the report`);
  };
}

/** If every address of a name refuses the connection, Node's error has a code and no message. */
function messageOf({ message, code, name }: NodeJS.ErrnoException): string {
  return message || code || name;
}

/** `The readiness check "postgres" fails: connection refused`, or `... passes again` */
export function checkLogger({ info, warn }: Pick<Logger, "info" | "warn">): (change: CheckChange) => void {
  return ({ name, error }) => {
    const subject = `The readiness check "${shown(name)}"`;
    if (error) warn(`${subject} ${shown(`fails: ${messageOf(error)}`)}`);
    else info(`${subject} passes again`);
  };
}

/** `The release "postgres" failed after 500 ms: ...` */
export function failureLine(
  what: string,
  { durationMs, error }: Extract<ReleaseResult, { status: "failed" }>,
): string {
  return `${what} ${shown(`failed after ${formatDuration(durationMs)}: ${error.message}`)}`;
}

/** `The held work "import" failed: no such file` */
export function failedHoldLine(name: string, error: unknown): string {
  return `The held work "${shown(name)}" ${shown(`failed: ${messageOf(toError(error))}`)}`;
}

/**
 * `Closed in 1.2 s, clean: 15 requests answered, 2 event streams ended, 2 releases done. Exit code 0`. Without the exit
 * code where the application has only closed its framework: the process then ends as it would without this package.
 */
export function endLine(report: ShutdownReport, hasServer: boolean, mayExit: boolean): string {
  const { requests, releases, cuts, probes } = report;
  const failed = releases.filter(({ status }) => status === "failed").length;
  const parts = [
    hasServer && `${count(requests.answered - probes, "request")} answered`,
    probes > 0 && `${count(probes, "health probe")} answered`,
    requests.ended > 0 && `${count(requests.ended, "event stream")} ended`,
    requests.refused > 0 && `${requests.refused} refused`,
    requests.aborted > 0 && `${requests.aborted} given up by their clients`,
    cuts.length > 0 && `${cuts.length} cut`,
    releases.length > failed && `${count(releases.length - failed, "release")} done`,
    failed > 0 && `${count(failed, "release")} failed`,
  ].filter(Boolean);
  const what = parts.length > 0 ? `: ${parts.join(", ")}` : "";
  const end = mayExit ? `. Exit code ${report.exitCode}` : "";
  return `Closed in ${formatDuration(report.durationMs)}, ${report.outcome}${what}${end}`;
}
