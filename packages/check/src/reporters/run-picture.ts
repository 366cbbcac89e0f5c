import { escapeXml as text } from "../../../../test-kit/escape-xml.mjs";
import { svgTimeLine } from "../../../../test-kit/svg-time-line.mjs";
import type { RunRecord, TimeLineClient, TimeLineEvent } from "../report.js";
import { isLost, worstFirst } from "./worst-first.js";

type SvgTimeLine = ReturnType<typeof svgTimeLine>;

const WIDTH = 720;
const LABEL = 190;
const ROW = 18;
const TOP = 22;
const MOST_CLIENTS = 16;
const MOST_LABEL = 30;

/**
 * A run as SVG: a row for each client, one for the process, and a line for the signal. With a check, only its clients.
 */
export function runPicture({ clients, exit }: RunRecord, check?: string): string {
  const shown = worstFirst(
    clients.filter((client) => client.events.length > 0 && (check === undefined || client.check === check)),
  ).slice(0, MOST_CLIENTS);
  const exitMs = exit?.afterMs ?? 0;
  const moments = shown.flatMap(({ events }) => [events[0]?.ms ?? 0, events.at(-1)?.ms ?? 0]);
  const from = Math.max(-3_000, Math.min(-50, ...moments));
  const to = Math.max(exitMs, 50, ...moments) * 1.02;
  const line = svgTimeLine({ from, to, left: LABEL, right: WIDTH - 8 });
  const height = TOP + (shown.length + 1) * ROW + 6;
  const rows = shown.map((client, i) => clientRow(client, TOP + i * ROW + ROW / 2, line));
  const y = TOP + shown.length * ROW + ROW / 2;
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="time line of ${shown.length} clients">
${line.axis({ top: TOP - 4, bottom: height, signal: "signal" })}
${rows.join("\n")}
<text x="0" y="${y + 4}">process</text>${line.process(exitMs, y)}
</svg>`;
}

function clientRow(client: TimeLineClient, y: number, line: SvgTimeLine): string {
  const { label, events } = client;
  const name = label.length > MOST_LABEL ? `${label.slice(0, MOST_LABEL - 1)}…` : label;
  const open = line.bar("open", [[events[0]?.ms ?? 0, events.at(-1)?.ms ?? 0]], y);
  const caption = `<text class="label" x="0" y="${y + 4}">${text(name)}</text>`;
  const marks = events.map((event) => mark(event, y, line)).join("");
  return `<g${isLost(client) ? ' class="lossy"' : ""}>${caption}${open}${marks}</g>`;
}

function mark({ kind, ms, text: seen }: TimeLineEvent, y: number, line: SvgTimeLine): string {
  const title = `<title>${text(`${kind}${seen ? ` ${seen}` : ""} at ${ms} ms`)}</title>`;
  switch (kind) {
    case "answered":
      return line.dot(kind, ms, y, title);
    case "connected":
    case "sent":
    case "received":
      return line.dot(kind, ms, y, title, 2.5);
    case "fin":
    case "left":
      return line.stroke(kind, ms, y, title);
    case "reset":
    case "malformed":
    case "refused":
    case "lost":
      return line.cross(kind, ms, y, title);
    default:
      return kind satisfies never;
  }
}
