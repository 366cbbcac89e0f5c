import { compile } from "vega-lite";
import { PEERS, titleOf } from "../peers.mjs";
import { barPlot, CONFIG } from "./bar-plot.mjs";
import { cells } from "./cells.mjs";
import { closePlot } from "./close-plot.mjs";
import { rowTitle } from "./figure-table.mjs";
import { count } from "./format.mjs";

const peersOf = (rows) => rows.filter(({ id }) => PEERS.some((one) => one.id === id && one.bare));
const dashed = (target) => `dashed: the target, ${target}`;

const PLOTS = {
  cpu: ({ rows }) =>
    barPlot({
      title: "CPU time per request, of the bare server beside it",
      subtitle: `median and quartiles; ${dashed("1.01")}`,
      hasBars: false,
      target: 1.01,
      rows: rows.map((row) => ({
        title: row.bare === "bare" ? rowTitle(row) : `${titleOf(row.id)} / ${titleOf(row.bare)}`,
        isOurs: row.isOurs,
        value: row.ratio.median,
        low: row.ratio.q1,
        high: row.ratio.q3,
        text: row.ratio.median.toFixed(3),
      })),
    }),
  heap: ({ rows }) =>
    barPlot({
      title: "Heap per idle connection, above the bare server",
      subtitle: `${count(rows[0].connections)} connections, after collection; ${dashed("400 B")}`,
      unit: "bytes",
      target: 400,
      rows: peersOf(rows).map((row) => ({
        title: titleOf(row.id),
        isOurs: row.isOurs,
        value: row.aboveBare,
        text: cells.heap(row),
      })),
    }),
  close: closePlot,
  exit: ({ rows }) =>
    barPlot({
      title: "From the slowest request's end to the exit of the process",
      subtitle: `SIGTERM with ${rows[0].requests} requests in flight; ${dashed("50 ms")}`,
      unit: "ms",
      log: 20,
      target: 50,
      rows: rows.map((row) => ({
        title: titleOf(row.id),
        isOurs: row.isOurs,
        value: row.answered < row.requests ? 0 : row.afterSlowestMs.median,
        text: cells.exit(row),
      })),
    }),
  import: ({ rows }) =>
    barPlot({
      title: "Import, above what is loaded already",
      subtitle: dashed("5 ms"),
      unit: "ms",
      log: 5,
      target: 5,
      rows: rows.map((row) => ({
        title: titleOf(row.id),
        isOurs: row.isOurs,
        value: row.aboveEmptyMs.median,
        text: cells.import(row),
      })),
    }),
  size: ({ rows }) =>
    barPlot({
      title: "Code, bundled with what it depends on, minified and gzipped",
      subtitle: "graceful on a framework: without core, which it shares",
      unit: "bytes",
      log: 1_000,
      rows: rows.map((row) => ({
        title: rowTitle(row),
        isOurs: row.isOurs,
        value: row.gzipBytes,
        text: cells.gzip(row),
      })),
    }),
};

/** An SVG of each figure, by name. */
export async function plotFigures(results) {
  const { parse, View } = await import("vega");
  const plots = {};
  for (const [figure, plot] of Object.entries(PLOTS)) {
    /** @type {any} */
    const plotted = { ...plot(results[figure]), config: CONFIG, padding: 8 };
    const { spec } = compile(plotted);
    plots[figure] = `${await new View(parse(spec), { renderer: "none" }).toSVG()}\n`;
  }
  return plots;
}
