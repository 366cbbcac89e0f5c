import { LEAD_MS } from "../side.mjs";
import { BIN_MS } from "./pictured.mjs";
import { STYLE } from "./style.mjs";

const WIDTH = 880;
const LEFT = 182;
const RIGHT = 712;
const ROW = 22;
const HEAD = 58;
const FOOT = 34;
const LEGEND = [
  "● answered",
  "✕ lost",
  "▂▅▇ answers to many clients",
  "━ request under way",
  "┄ connection open",
]
  .map((text, i) => `<tspan${i > 0 ? ' dx="18"' : ""}>${text}</tspan>`)
  .join("");

/**
 * The demo as a picture: each server a panel, each kind of clients a row, all to one scale from the signal on.
 * @param {import("./pictured.mjs").Pictured} pictured
 */
export function picture(pictured) {
  const { app, node, date, sides } = pictured;
  const to = Math.max(...sides.map(({ exitMs }) => exitMs)) * 1.02;
  const x = (/** @type {number} */ ms) => round(LEFT + ((ms + LEAD_MS) / (to + LEAD_MS)) * (RIGHT - LEFT));
  let y = 0;
  const panels = sides.map((side) => {
    const panel = panelOf(side, { x, to, top: y });
    y += heightOf(side) + 12;
    return panel;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y + FOOT}" role="img" aria-labelledby="t">
<title id="t">${escaped(caption(pictured))}</title>
<style>${STYLE}</style>
${panels.join("\n")}
<text class="soft" x="12" y="${y + 8}">${LEGEND}</text>
<text class="soft" x="12" y="${y + 25}">One ${escaped(app)} app, Node ${node}, ${date}: npm run demo</text>
</svg>
`;
}

/**
 * What the picture says, in words: for who cannot see it.
 * @param {import("./pictured.mjs").Pictured} pictured
 */
export const caption = ({ sides }) =>
  `Under the same traffic: ${sides.map((side) => side.verdict).join(" ")}`;

const heightOf = (side) => HEAD + (side.rows.length + 1) * ROW + 10;
const round = (value) => Math.round(value * 10) / 10;
const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const seconds = (ms) => `${(ms / 1_000).toFixed(1)} s`;

function panelOf(side, { x, to, top }) {
  const { title, about, count, exit, exitMs } = side;
  const isClean = count.lost === 0 && exit === "exit code 0";
  const bottom = top + heightOf(side);
  const lines = side.rows.map((row, i) => rowOf(row, top + HEAD + (i + 0.5) * ROW, x));
  const y = top + HEAD + (side.rows.length + 0.5) * ROW;
  const lost =
    count.lost === 0 ? `no request lost of ${count.sent}` : `${count.lost} of ${count.sent} requests lost`;
  const words = `${lost}, ${exit} after ${seconds(exitMs)}`;
  return `<g class="${isClean ? "good" : "bad"}">
<rect class="panel" x="1" y="${top + 1}" width="${WIDTH - 2}" height="${heightOf(side) - 2}" rx="8"/>
<text class="title" x="12" y="${top + 24}">${escaped(title)}<tspan class="about" dx="10">${escaped(about)}</tspan></text>
<text class="verdict" x="${WIDTH - 12}" y="${top + 24}" text-anchor="end">${isClean ? "✓" : "✗"} ${words}</text>
${axis(to, { x, top: top + HEAD, bottom })}
${lines.join("\n")}
<text class="strong" x="12" y="${y + 4}">process</text>
<path class="process" d="M${x(-LEAD_MS)} ${y}H${x(exitMs)}m0 -7v14"/>
<text class="end" x="${RIGHT + 12}" y="${y + 4}">gone after ${seconds(exitMs)}</text>
</g>`;
}

function axis(to, { x, top, bottom }) {
  const line = (ms, kind, text) =>
    `<path class="${kind}" d="M${x(ms)} ${top - 4}V${bottom - 8}"/><text class="${kind}" x="${x(ms)}" y="${top - 9}" text-anchor="middle">${text}</text>`;
  const ticks = [];
  for (let s = 2; s * 1_000 < to; s += 2) ticks.push(line(s * 1_000, "tick", `+${s} s`));
  return [...ticks, line(0, "signal", "SIGTERM")].join("\n");
}

/** @param {import("./pictured.mjs").PicturedRow} row */
function rowOf({ label, outcome, isLost, open, requests, answered, lost, bins }, y, x) {
  const path = (kind, spans) =>
    spans.length === 0
      ? ""
      : `<path class="${kind}" d="${spans.map(([from, to]) => `M${x(from)} ${y}H${x(to)}`).join("")}"/>`;
  return [
    `<g${isLost ? ' class="lossy"' : ""}>`,
    `<text x="12" y="${y + 4}">${escaped(label)}</text>`,
    path("open", open),
    path("request", requests),
    bars(bins ?? {}, y, x),
    ...answered.map((ms) => `<circle class="answered" cx="${x(ms)}" cy="${y}" r="4.5"/>`),
    ...lost.map((ms) => `<path class="lost" d="M${x(ms) - 4.5} ${y - 4.5}l9 9m0 -9l-9 9"/>`),
    `<text class="outcome" x="${RIGHT + 12}" y="${y + 4}">${escaped(outcome)}</text>`,
    "</g>",
  ].join("");
}

/** Of a crowd: the taller, the more answers. */
function bars(bins, y, x) {
  const most = Math.max(...Object.values(bins));
  return Object.entries(bins)
    .map(([from, count]) => {
      const [left, right] = [x(Number(from)), x(Number(from) + BIN_MS)];
      const height = round(2 + (count / most) * (ROW - 8));
      return `<rect class="bar" x="${left}" y="${round(y + 7 - height)}" width="${round(right - left - 0.6)}" height="${height}"/>`;
    })
    .join("");
}
