import type { ConnectionState } from "../report.js";
import type { Stats } from "../stats.js";
import { count } from "./count.js";
import { formatDuration } from "./format-duration.js";
import { printable } from "./printable.js";

/** A shutdown in progress, as far as one line has room for it. */
export interface Status {
  readonly phase: "lame-duck" | "draining" | "releasing";
  /** Milliseconds until the phase ends, or until its deadline. */
  readonly leftMs: number;
  readonly stats: Stats;
  /** The names of the releases that have not ended. */
  readonly releases: readonly string[];
}

/** What the next Ctrl+C does. */
export type Interrupt = "begin" | "cut" | "exit";

const LONGEST_NAME = 40;

const HEAD = { "lame-duck": "Still accepting", draining: "Draining", releasing: "Releasing" } as const;

const HINT: Record<Interrupt, readonly [long: string, short: string]> = {
  // If the shutdown was not begun by a signal, the first signal only confirms it.
  begin: ["Ctrl+C twice: cut everything now", "Ctrl+C twice: cut"],
  cut: ["Ctrl+C again: cut everything now", "Ctrl+C: cut"],
  exit: ["Ctrl+C again: exit at once", "Ctrl+C: exit"],
};
/** The columns that a long hint must leave for the list of what is open. */
const LEAST_ROOM = 24;

/**
 * The states that are shown; connections with requests in flight are shown as requests. Those that wait for a client
 * come first.
 */
const CONNECTIONS: readonly (readonly [state: ConnectionState, one: string, many?: string])[] = [
  ["upgraded", "WebSocket"],
  ["raw", "raw connection"],
  ["http2", "HTTP/2 session"],
  ["receiving", "request half received", "requests half received"],
  ["handshake", "handshake"],
  ["idle", "idle connection"],
];

/**
 * One line of less than `columns` columns: `Draining, 7.4 s left: 2 requests (GET /report for 3.1 s), 1 WebSocket`, and
 * a hint at what Ctrl+C does next. If there is little room, the hint is shortened first, then the list of what is open
 * is cut from its end. If not even the time would fit beside the hint, the hint is left out.
 */
export function formatStatus(
  status: Status,
  interrupt: Interrupt | undefined,
  columns: number,
): { text: string; hint: string } {
  const room = Math.max(0, columns - 1);
  const head = `${HEAD[status.phase]}, ${tenths(status.leftMs)} left`;
  const hint = chooseHint(interrupt, room - width(head));
  const fits = (text: string) => width(text + hint) <= room;
  let text = head;
  for (const [index, versions] of whatIsOpen(status).entries()) {
    const longer = versions.map((item) => `${text}${index === 0 ? ": " : ", "}${item}`).find(fits);
    if (longer === undefined) return { text: fits(`${text}, …`) ? `${text}, …` : text.slice(0, room), hint };
    text = longer;
  }
  return { text, hint };
}

function chooseHint(interrupt: Interrupt | undefined, room: number): string {
  if (!interrupt) return "";
  const [long, short] = HINT[interrupt].map((hint) => `  ${hint}`) as [string, string];
  if (width(long) + LEAST_ROOM <= room) return long;
  return width(short) <= room ? short : "";
}

/** Each item in its possible wordings, the longest first. */
function whatIsOpen({ phase, stats, releases }: Status): string[][] {
  if (phase === "releasing") return releases.map((name) => [printable(name, LONGEST_NAME)]);
  const { connections, requests, holds } = stats;
  const items = holds.map((name) => [`hold ${printable(name, LONGEST_NAME)}`]);
  if (requests.inFlight > 0) items.unshift(describeRequests(requests));
  for (const [state, one, many] of CONNECTIONS) {
    if (connections[state] > 0) items.push([count(connections[state], one, many)]);
  }
  return items;
}

function describeRequests({ inFlight, oldest }: Stats["requests"]): string[] {
  const requests = count(inFlight, "request");
  if (!oldest) return [requests];
  const which = inFlight === 1 ? "" : "oldest ";
  return [LONGEST_NAME, LONGEST_NAME / 2]
    .map((longest) => printable(`${oldest.method} ${oldest.url}`, longest))
    .map((what) => `${requests} (${which}${what} for ${tenths(oldest.ageMs)})`)
    .concat(requests);
}

/** Always with one decimal, so that the text after it does not jump as the time counts down. */
function tenths(ms: number): string {
  return ms < 60_000 ? `${(Math.max(0, ms) / 1_000).toFixed(1)} s` : formatDuration(ms);
}

/** Counts characters other than ASCII as two columns: a line that is too short is better than one that wraps. */
function width(text: string): number {
  let columns = 0;
  for (const character of text) columns += character < "\u007f" ? 1 : 2;
  return columns;
}
