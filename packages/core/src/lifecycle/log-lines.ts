import type { Stats } from "../engine/stats.js";
import { describeCut } from "../format/format-cuts.js";
import { formatDuration } from "../format/format-duration.js";
import { printable } from "../format/printable.js";
import { describeBudget } from "../planning/budget.js";
import type { ResolvedPlan } from "../planning/resolve-plan.js";
import type { Cut, DrainCounts, DrainReport, ReleaseResult } from "../report.js";

const LONGEST_ERROR = 200;
const LONGEST_LISTENERS = 1_000;
const LOGGED_CUTS = 20;

const count = (n: number, one: string) => `${n} ${one}${n === 1 ? "" : "s"}`;

/** `SIGTERM: draining 12 connections with 3 requests in flight; budget 9 s (...): drain 8.1 s, releases 900 ms` */
export function beginLine(
  reason: string,
  { connections, requests }: DrainCounts,
  plan: ResolvedPlan,
): string {
  const open = `${count(connections.total, "connection")} with ${count(requests.total, "request")} in flight`;
  return `${printable(reason, LONGEST_ERROR)}: draining ${open}; ${describeBudget(plan.budget, plan.platform)}`;
}

/** `No server of api was found ...`: it never listened, or is not known to belong to the app. */
export function unfoundLine(name: string): string {
  return `No server of ${name} was found, so none is drained. One that only passes requests on to it: give it to graceful()`;
}

/** `2 other listeners of SIGTERM wait until the drain is over: cleanup at main.js:12:9, ...` */
export function otherListenersLine(signal: string, names: readonly string[], wait: boolean): string {
  const one = names.length === 1;
  const verb = wait ? `${one ? "waits" : "wait"} until the drain is over` : `${one ? "runs" : "run"} at once`;
  return `${count(names.length, "other listener")} of ${signal} ${verb}: ${printable(names.join(", "), LONGEST_LISTENERS)}`;
}

/** `process.exit(0) waits until the shutdown is over: called at otel.js:8:5` */
export function heldExitLine(what: string, caller: string | undefined): string {
  return `${what} waits until the shutdown is over${caller ? `: called at ${printable(caller, LONGEST_ERROR)}` : ""}`;
}

/** Said when a lifecycle begins in a worker thread with signals to listen to. */
export const WORKER_LINE =
  "This is a worker thread, and no signal arrives in one: have the main thread listen for it and send this thread a message at which it " +
  "calls lifecycle.shutdown(). `signals: false` says that you know";

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
  const what = lost.length > 0 ? `. Not done: ${printable(lost.join("; "), LONGEST_ERROR)}` : "";
  return `The process ends in the middle of its shutdown, with exit code ${exitCode}${what}`;
}

/**
 * Logs the first cuts one by one, and not ten thousand of them: at the deadline that would take the time of the releases.
 */
export function cutLogger(warn: (line: string) => void): (cut: Cut) => void {
  let count = 0;
  return (cut) => {
    count++;
    if (count <= LOGGED_CUTS) warn(cutLine(cut));
    else if (count === LOGGED_CUTS + 1) warn(`Cut: more than ${LOGGED_CUTS}, the rest is in the report`);
  };
}

/** `Cut: GET /slow, 4.5 s, no answer yet` */
function cutLine(cut: Cut): string {
  return `Cut: ${describeCut(cut)}`;
}

/** `The release "postgres" failed after 500 ms: ...` */
export function releaseLine({
  name,
  durationMs,
  error,
}: Extract<ReleaseResult, { status: "failed" }>): string {
  const what = `failed after ${formatDuration(durationMs)}: ${error.message}`;
  return `The release "${name}" ${printable(what, LONGEST_ERROR)}`;
}

/** `Closed in 1.2 s, clean: 15 requests answered, 0 cut; 2 releases done. Exit code 0` */
export function endLine(report: DrainReport): string {
  const { requests, releases, cuts } = report;
  const failed = releases.filter(({ status }) => status === "failed").length;
  const parts = [
    `${count(requests.answered, "request")} answered`,
    requests.refused > 0 && `${requests.refused} refused`,
    requests.aborted > 0 && `${requests.aborted} given up by their clients`,
    cuts.length > 0 && `${cuts.length} cut`,
    releases.length > failed && `${count(releases.length - failed, "release")} done`,
    failed > 0 && `${count(failed, "release")} failed`,
  ].filter(Boolean);
  return `Closed in ${formatDuration(report.durationMs)}, ${report.outcome}: ${parts.join(", ")}. Exit code ${report.exitCode}`;
}
