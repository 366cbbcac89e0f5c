import type { ConnectionState, Cut, RequestState } from "../report.js";
import { count } from "./count.js";
import { formatDuration } from "./format-duration.js";
import { printable } from "./printable.js";

const LISTED = 10;
const WIDEST = 54;

const REQUEST: Record<RequestState, string> = {
  reading: "body still arriving",
  handling: "not answered yet",
  responding: "answered in part",
  flushing: "answered, not all of it sent",
};

const CONNECTION: Record<ConnectionState, readonly [one: string, many?: string]> = {
  handshake: ["connection in its handshake", "connections in their handshake"],
  idle: ["idle connection"],
  receiving: ["connection with half a request received", "connections with half a request received"],
  active: ["connection with a request in flight", "connections with a request in flight"],
  upgraded: ["WebSocket or other upgraded connection", "WebSockets or other upgraded connections"],
  http2: ["HTTP/2 session"],
  raw: ["raw connection"],
};

type Aged = Exclude<Cut, { kind: "connection" }>;

/**
 * What was cut. Requests and holds are listed one per line, ten at most and the oldest first, since what hangs is what
 * the reader looks for. Connections are counted by state, since one idle connection is like another.
 */
export function formatCuts(cuts: readonly Cut[]): string[] {
  const aged = cuts.filter((cut) => cut.kind !== "connection").sort((a, b) => b.ageMs - a.ageMs);
  const rows = aged.slice(0, LISTED).map((cut) => ({ ...describe(cut), age: formatDuration(cut.ageMs) }));
  const widest = Math.max(0, ...rows.map(({ what }) => what.length));
  const lines = rows.map(({ what, age, state }) => `${what.padEnd(widest)}  ${age.padStart(9)}  ${state}`);
  if (aged.length > LISTED) lines.push(`and ${aged.length - LISTED} more, none older`);
  return [...lines, ...countConnections(cuts)];
}

/** One cut in a few words: `POST /upload after 12 s, body still arriving`. */
export function describeCut(cut: Cut): string {
  if (cut.kind === "connection") return CONNECTION[cut.state][0];
  const { what, state } = describe(cut);
  return `${what} after ${formatDuration(cut.ageMs)}, ${state}`;
}

function describe(cut: Aged): { what: string; state: string } {
  switch (cut.kind) {
    case "request":
      return { what: printable(`${cut.method} ${cut.url}`, WIDEST), state: REQUEST[cut.state] };
    case "hold":
      return { what: printable(`hold ${cut.name}`, WIDEST), state: "still held" };
    default:
      return cut satisfies never;
  }
}

function countConnections(cuts: readonly Cut[]): string[] {
  const counts = new Map<ConnectionState, number>();
  for (const cut of cuts) {
    if (cut.kind === "connection") counts.set(cut.state, (counts.get(cut.state) ?? 0) + 1);
  }
  return [...counts].map(([state, n]) => count(n, ...CONNECTION[state]));
}
