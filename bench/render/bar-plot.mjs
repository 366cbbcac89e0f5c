/** Readable on white and on black: a picture cannot know what it is shown on. */
export const TEXT = "#808080";
const OURS = "#2f81f7";
const OTHERS = "#8b949e";
const MISSED = "#d1242f";
const GRID = "#80808040";

export const CONFIG = {
  background: null,
  view: { stroke: null },
  font: "system-ui, sans-serif",
  title: { color: TEXT, anchor: "start", fontSize: 13, subtitleColor: TEXT, subtitleFontSize: 11 },
  axis: {
    labelColor: TEXT,
    titleColor: TEXT,
    domainColor: GRID,
    tickColor: GRID,
    gridColor: GRID,
    labelLimit: 400,
    titleFontWeight: "normal",
  },
};

export const colour = {
  type: "nominal",
  field: "isOurs",
  scale: { domain: [true, false], range: [OURS, OTHERS] },
  legend: null,
};

/**
 * One bar a row: `{ title, value, text, isOurs }`, with `low` and `high` a line of its spread. `target` is a dashed
 * line. `log` for what differs by powers of ten: `symlog` has a zero.
 * @param {{ title: string, subtitle: string, unit?: string, rows: any[], target?: number, log?: number,
 *   domain?: number[], hasBars?: boolean, width?: number }} plot
 */
export function barPlot({ title, subtitle, unit, rows, target, log, domain, hasBars = true, width = 420 }) {
  const x = (field) => ({
    field,
    type: "quantitative",
    title: unit ?? null,
    scale: {
      ...(log ? { type: "symlog", constant: log } : {}),
      ...(domain ? { domain } : { zero: hasBars }),
    },
    axis: { grid: false, tickCount: 5 },
  });
  const y = {
    field: "title",
    type: "nominal",
    sort: null,
    title: null,
    axis: { ticks: false, domain: false },
  };
  const hasSpread = rows.some(({ low }) => low !== undefined);
  const layer = [
    hasBars
      ? { mark: { type: "bar", height: 11 }, encoding: { x: x("value"), y, color: colour } }
      : {
          mark: { type: "point", filled: true, size: 70, opacity: 1 },
          encoding: { x: x("value"), y, color: colour },
        },
    hasSpread && {
      mark: { type: "rule", strokeWidth: hasBars ? 1 : 2, ...(hasBars ? { color: TEXT } : {}) },
      encoding: { x: x("low"), x2: { field: "high" }, y, ...(hasBars ? {} : { color: colour }) },
    },
    {
      mark: { type: "text", align: "left", dx: 6, color: TEXT, fontSize: 10 },
      encoding: { x: x(hasSpread ? "high" : "value"), y, text: { field: "text" } },
    },
    target !== undefined && {
      data: { values: [{ target }] },
      mark: { type: "rule", strokeDash: [4, 3], color: MISSED },
      encoding: { x: { field: "target", type: "quantitative", title: unit ?? null } },
    },
  ];
  return {
    title: { text: title, subtitle },
    width,
    height: { step: 20 },
    data: { values: rows },
    layer: layer.filter(Boolean),
  };
}
