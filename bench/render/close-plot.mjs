import { titleOf } from "../peers.mjs";
import { barPlot, colour } from "./bar-plot.mjs";
import { count, ms } from "./format.mjs";

/** Time over connections, a line a set-up, beside the longest stall of each at the largest number. */
export function closePlot({ rows }) {
  const largest = Math.max(...rows.map(({ size }) => size));
  const lines = {
    title: { text: "Time to close idle connections", subtitle: "blue: graceful, less its idle grace" },
    width: 260,
    height: 240,
    data: {
      values: rows
        .filter(({ leftOpen }) => leftOpen === 0)
        .map(({ id, isOurs, size, closedMs, graceMs }) => ({
          id,
          isOurs,
          size,
          value: closedMs.median - graceMs,
        })),
    },
    mark: { type: "line", point: true, opacity: 0.8 },
    encoding: {
      x: { field: "size", type: "quantitative", title: "connections", axis: { grid: false, tickCount: 4 } },
      y: { field: "value", type: "quantitative", title: "ms", axis: { tickCount: 5 } },
      detail: { field: "id" },
      color: colour,
    },
  };
  const stalls = barPlot({
    title: `Longest stall of the event loop, ${count(largest)} connections`,
    subtitle: "less waits for a core; dashed: the target, 50 ms",
    unit: "ms",
    target: 50,
    width: 300,
    rows: rows
      .filter(({ size }) => size === largest)
      .map(({ id, isOurs, ownStallMs }) => {
        const value = Math.max(...ownStallMs.samples);
        return { title: titleOf(id), isOurs, value, text: ms(value) };
      }),
  });
  return { hconcat: [lines, stalls], spacing: 40 };
}
