import { escapeXml } from "../../../test-kit/escape-xml.mjs";
import { round, svgTimeLine } from "../../../test-kit/svg-time-line.mjs";
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
  const line = svgTimeLine({ from: -LEAD_MS, to, left: LEFT, right: RIGHT });
  let y = 0;
  const panels = sides.map((side) => {
    const panel = panelOf(side, y, line);
    y += heightOf(side) + 12;
    return panel;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y + FOOT}" role="img" aria-labelledby="t">
<title id="t">${escapeXml(caption(pictured))}</title>
<style>${STYLE}</style>
${panels.join("\n")}
<text class="soft" x="12" y="${y + 8}">${LEGEND}</text>
<text class="soft" x="12" y="${y + 25}">One ${escapeXml(app)} app, Node ${node}, ${date}: npm run demo</text>
</svg>
`;
}

/**
 * The alternative text of the picture.
 * @param {import("./pictured.mjs").Pictured} pictured
 */
export const caption = ({ sides }) =>
  `Under the same traffic: ${sides.map((side) => side.verdict).join(" ")}`;

const heightOf = (side) => HEAD + (side.rows.length + 1) * ROW + 10;
const seconds = (ms) => `${(ms / 1_000).toFixed(1)} s`;

function panelOf(side, top, line) {
  const { title, about, count, exit, exitMs } = side;
  const isClean = count.lost === 0 && exit === "exit code 0";
  const lines = side.rows.map((row, i) => rowOf(row, top + HEAD + (i + 0.5) * ROW, line));
  const y = top + HEAD + (side.rows.length + 0.5) * ROW;
  const lost =
    count.lost === 0 ? `no request lost of ${count.sent}` : `${count.lost} of ${count.sent} requests lost`;
  const words = `${lost}, ${exit} after ${seconds(exitMs)}`;
  const heading = `${escapeXml(title)}<tspan class="about" dx="10">${escapeXml(about)}</tspan>`;
  return `<g class="${isClean ? "good" : "bad"}">
<rect class="panel" x="1" y="${top + 1}" width="${WIDTH - 2}" height="${heightOf(side) - 2}" rx="8"/>
<text class="title" x="12" y="${top + 24}">${heading}</text>
<text class="verdict" x="${WIDTH - 12}" y="${top + 24}" text-anchor="end">${isClean ? "✓" : "✗"} ${words}</text>
${line.axis({ top: top + HEAD - 4, bottom: top + heightOf(side) - 8, signal: "SIGTERM" })}
${lines.join("\n")}
<text class="strong" x="12" y="${y + 4}">process</text>
${line.process(exitMs, y)}
<text class="end" x="${RIGHT + 12}" y="${y + 4}">gone after ${seconds(exitMs)}</text>
</g>`;
}

/** @param {import("./pictured.mjs").PicturedRow} row */
function rowOf({ label, outcome, isLost, open, requests, answered, lost, bins }, y, line) {
  return [
    `<g${isLost ? ' class="lossy"' : ""}>`,
    `<text x="12" y="${y + 4}">${escapeXml(label)}</text>`,
    line.bar("open", open, y),
    line.bar("request", requests, y),
    bars(bins ?? {}, y, line),
    ...answered.map((ms) => line.dot("answered", ms, y)),
    ...lost.map((ms) => line.cross("lost", ms, y)),
    `<text class="outcome" x="${RIGHT + 12}" y="${y + 4}">${escapeXml(outcome)}</text>`,
    "</g>",
  ].join("");
}

/** The answers to many clients: a taller bar stands for more answers. */
function bars(bins, y, { x }) {
  const most = Math.max(...Object.values(bins));
  return Object.entries(bins)
    .map(([from, count]) => {
      const [left, right] = [x(Number(from)), x(Number(from) + BIN_MS)];
      const height = round(2 + (count / most) * (ROW - 8));
      const [top, width] = [round(y + 7 - height), round(right - left - 0.6)];
      return `<rect class="bar" x="${left}" y="${top}" width="${width}" height="${height}"/>`;
    })
    .join("");
}
