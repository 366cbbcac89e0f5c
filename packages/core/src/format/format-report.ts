import type { DrainCounts, ReleaseResult, ShutdownReport } from "../report.js";
import { count } from "./count.js";
import { formatCuts } from "./format-cuts.js";
import { formatDuration } from "./format-duration.js";
import { formatResources } from "./format-resources.js";
import { formatTimeline } from "./format-timeline.js";
import { printable } from "./printable.js";

const COLUMNS = 100;
const LISTED = 20;

/**
 * A report as text: a summary in one line, the phases to scale, what became of the requests and connections, what was
 * cut, and the releases. Plain text of at most 100 columns, with line feeds between the lines and none at the end. Text
 * from outside (URLs, names, messages) is escaped and shortened, so that it can go into any log.
 *
 * It is not the whole report: it lists at most ten cuts and twenty releases, and no client's address.
 */
export function formatReport(report: ShutdownReport): string {
  const section = (title: string, items: readonly string[]) =>
    items.length === 0 ? [] : ["", `  ${title}`, ...items.map((item) => `    ${item}`)];
  return [
    summarise(report),
    "",
    ...formatTimeline(report).map((line) => `  ${line}`),
    "",
    `  requests     ${describeRequests(report.requests)}${describeProbes(report.probes)}`,
    `  connections  ${describeConnections(report.connections)}`,
    ...section("what crashed", report.error ? [firstLine(report.error)] : []),
    ...section("what was cut, oldest first", formatCuts(report.cuts)),
    ...section("releases", formatReleases(report.releases)),
    ...section("what still held the event loop", listResources(report.resources)),
  ].join("\n");
}

function summarise(report: ShutdownReport): string {
  const { reason, cuts, releases, durationMs, budget, exitCode, outcome } = report;
  const failed = releases.filter(({ status }) => status === "failed").length;
  const counts = [
    cuts.length > 0 && `${cuts.length} cut`,
    failed > 0 && `${count(failed, "release")} failed`,
  ].filter(Boolean);
  // A crash alone makes a shutdown a failed one, even if nothing was cut and every release succeeded.
  const what = counts.join(", ") || outcome;
  const took = `took ${formatDuration(durationMs)} of its ${formatDuration(budget.budgetMs)}`;
  return `Shutdown (${printable(reason, 24)}): ${what}, ${took}, exit code ${exitCode}`;
}

function describeRequests(requests: DrainCounts["requests"]): string {
  const { total, answered, ended, aborted, refused, cut } = requests;
  if (total === 0) return "none in flight";
  if (answered === total) return `${total}, ${total === 1 ? "" : "all "}answered`;
  return tally(total, [
    [answered, "answered"],
    [ended, ended === 1 ? "event stream ended" : "event streams ended"],
    [aborted, "given up by their client"],
    [refused, "refused"],
    [cut, "cut"],
  ]);
}

function describeProbes(probes: number): string {
  return probes === 0 ? "" : `; ${probes} of them ${probes === 1 ? "a health probe" : "health probes"}`;
}

function describeConnections({ total, closed, cut, untracked }: DrainCounts["connections"]): string {
  const unseen =
    untracked === 0 ? "" : `; not counted: ${untracked} from before graceful() that sent nothing since`;
  if (total === 0) return `none open${unseen}`;
  if (closed === total) return `${total}, ${total === 1 ? "" : "all "}closed${unseen}`;
  return `${tally(total, [
    [closed, "closed"],
    [cut, "cut"],
  ])}${unseen}`;
}

function tally(total: number, parts: readonly (readonly [number, string])[]): string {
  const named = parts.filter(([n]) => n > 0).map(([n, what]) => `${n} ${what}`);
  return `${total}: ${named.join(", ")}`;
}

function formatReleases(releases: readonly ReleaseResult[]): string[] {
  const rows = releases
    .slice(0, LISTED)
    .map((release) => ({ ...release, name: printable(release.name, 24) }));
  const widest = Math.max(0, ...rows.map(({ name }) => name.length));
  const lines = rows.map((release) => {
    const line = `${release.name.padEnd(widest)}  ${formatDuration(release.durationMs).padStart(8)}`;
    if (release.status === "done") return line;
    const { message, name } = release.error;
    const [first] = (message || name).split("\n", 1);
    return printable(`${line}  failed: ${first}`, COLUMNS - 4);
  });
  return releases.length > LISTED ? [...lines, `and ${releases.length - LISTED} more`] : lines;
}

function firstLine({ name, message }: Error): string {
  const [first] = `${name}: ${message}`.split("\n", 1);
  return printable(`${first}`, COLUMNS - 4);
}

function listResources(resources: readonly string[]): string[] {
  return resources.length === 0 ? [] : [printable(formatResources(resources), COLUMNS - 4)];
}
