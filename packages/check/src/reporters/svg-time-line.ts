import type { RunRecord, TimeLineClient, TimeLineEvent } from "../report.js";
import { escapeXml as text } from "./escape-xml.js";

const WIDTH = 720;
const LABEL = 190;
const ROW = 18;
const TOP = 22;
const MOST_CLIENTS = 16;
const MOST_LABEL = 30;
const TICKS = 5;

/**
 * A run as a picture: a row for each client, one for the process, the signal as a line. With a check, of its clients
 * alone.
 */
export function svgTimeLine({ clients, exit }: RunRecord, check?: string): string {
  const shown = clients
    .filter((client) => client.events.length > 0 && (check === undefined || client.check === check))
    .sort((a, b) => Number(isLost(b)) - Number(isLost(a)))
    .slice(0, MOST_CLIENTS);
  const exitMs = exit?.afterMs ?? 0;
  const moments = shown.flatMap(({ events }) => [events[0]?.ms ?? 0, events.at(-1)?.ms ?? 0]);
  const from = Math.max(-3_000, Math.min(-50, ...moments));
  const to = Math.max(exitMs, 50, ...moments) * 1.02;
  const x = (ms: number) => round(LABEL + ((Math.max(from, ms) - from) / (to - from)) * (WIDTH - LABEL - 8));
  const height = TOP + (shown.length + 1) * ROW + 6;
  const rows = shown.map((client, i) => clientRow(client, TOP + i * ROW + ROW / 2, x));
  const y = TOP + shown.length * ROW + ROW / 2;
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="time line of ${shown.length} clients">
${ticks(to)
  .map(
    (ms) =>
      `<g class="tick"><line x1="${x(ms)}" x2="${x(ms)}" y1="${TOP}" y2="${height}"/><text x="${x(ms)}" y="13" text-anchor="middle">+${tickText(ms)}</text></g>`,
  )
  .join("")}
<g class="signal"><line x1="${x(0)}" x2="${x(0)}" y1="4" y2="${height}"/><text x="${x(0) - 4}" y="13" text-anchor="end">signal</text></g>
${rows.join("\n")}
<g class="process"><text class="label" x="0" y="${y + 4}">process</text><line x1="${x(from)}" x2="${x(exitMs)}" y1="${y}" y2="${y}"/><path d="M${x(exitMs)} ${y - 6}v12"/></g>
</svg>`;
}

const isLost = ({ events }: TimeLineClient) => events.some(({ kind }) => kind === "lost");
const round = (value: number) => Math.round(value * 10) / 10;
const tickText = (ms: number) => (ms >= 1_000 ? `${ms / 1_000} s` : `${ms} ms`);

function ticks(to: number): number[] {
  const steps = [10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000];
  const step = steps.find((size) => to / size <= TICKS) ?? 300_000;
  return Array.from({ length: Math.floor(to / step) }, (_, i) => (i + 1) * step);
}

function clientRow(client: TimeLineClient, y: number, x: (ms: number) => number): string {
  const { label, events } = client;
  const name = label.length > MOST_LABEL ? `${label.slice(0, MOST_LABEL - 1)}…` : label;
  const [first] = events;
  const last = events.at(-1);
  return `<g class="client${isLost(client) ? " lost" : ""}"><text class="label" x="0" y="${y + 4}">${text(name)}</text><line x1="${x(first?.ms ?? 0)}" x2="${x(last?.ms ?? 0)}" y1="${y}" y2="${y}"/>${events.map((event) => mark(event, x(event.ms), y)).join("")}</g>`;
}

function mark({ kind, ms, text: seen }: TimeLineEvent, x: number, y: number): string {
  const title = `<title>${text(`${kind}${seen ? ` ${seen}` : ""} at ${ms} ms`)}</title>`;
  switch (kind) {
    case "connected":
    case "sent":
    case "received":
    case "answered":
      return `<circle class="${kind}" cx="${x}" cy="${y}" r="${kind === "answered" ? 4 : 2.5}">${title}</circle>`;
    case "fin":
    case "left":
      return `<path class="${kind}" d="M${x} ${y - 5}v10">${title}</path>`;
    case "reset":
    case "malformed":
    case "refused":
    case "lost":
      return `<path class="${kind}" d="M${x - 4} ${y - 4}l8 8m0 -8l-8 8">${title}</path>`;
    default:
      return kind satisfies never;
  }
}
