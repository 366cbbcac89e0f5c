const MOST_TICKS = 5;
/** Room for a label, half of a letter of it, and what is free behind the line, in the units of the picture. */
const LABEL = 56;
const HALF_LETTER = 3.5;
const MARGIN = 8;
const STEPS = [10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000];

/** @param {number} value */
export const round = (value) => Math.round(value * 10) / 10;

/**
 * A time line as SVG, all of it to one scale. Times are in ms from the signal.
 * @param {{ from: number, to: number, left: number, right: number }} span What is before `from` is drawn there.
 */
export function svgTimeLine({ from, to, left, right }) {
  const x = (/** @type {number} */ ms) =>
    round(left + ((Math.max(from, ms) - from) / (to - from)) * (right - left));
  return {
    x,
    /**
     * A line for the signal, named, and a few for the time since.
     * @param {{ top: number, bottom: number, signal: string }} options
     */
    axis({ top, bottom, signal }) {
      const line = (/** @type {number} */ ms, /** @type {string} */ kind, /** @type {string} */ text) => {
        const anchor = x(ms) + text.length * HALF_LETTER > right + MARGIN ? "end" : "middle";
        return (
          `<path class="${kind}" d="M${x(ms)} ${top}V${bottom}"/>` +
          `<text class="${kind}" x="${x(ms)}" y="${top - 5}" text-anchor="${anchor}">${text}</text>`
        );
      };
      const step =
        STEPS.find((size) => to / size < MOST_TICKS + 1 && x(size) - x(0) >= LABEL) ??
        Number.POSITIVE_INFINITY;
      const ticks = Array.from({ length: Math.floor(to / step) }, (_, i) => (i + 1) * step);
      return [...ticks.map((ms) => line(ms, "tick", `+${tickText(ms)}`)), line(0, "signal", signal)].join(
        "\n",
      );
    },
    /**
     * @param {string} kind
     * @param {readonly (readonly [from: number, to: number])[]} spans
     * @param {number} y
     */
    bar: (kind, spans, y) =>
      path(kind, spans.map(([first, last]) => `M${x(first)} ${y}H${x(last)}`).join("")),
    /** @param {number} exitMs @param {number} y */
    process: (exitMs, y) => path("process", `M${x(from)} ${y}H${x(exitMs)}m0 -7v14`),
    /** @param {string} kind @param {number} ms @param {number} y */
    dot: (kind, ms, y, title = "", radius = 4.5) =>
      mark("circle", `class="${kind}" cx="${x(ms)}" cy="${y}" r="${radius}"`, title),
    /** @param {string} kind @param {number} ms @param {number} y */
    cross: (kind, ms, y, title = "") => path(kind, `M${round(x(ms) - 4.5)} ${y - 4.5}l9 9m0 -9l-9 9`, title),
    /** @param {string} kind @param {number} ms @param {number} y */
    stroke: (kind, ms, y, title = "") => path(kind, `M${x(ms)} ${y - 5}v10`, title),
  };
}

/** @param {number} ms */
const tickText = (ms) => (ms >= 1_000 ? `${ms / 1_000} s` : `${ms} ms`);

/** @param {string} kind @param {string} d */
const path = (kind, d, title = "") => (d === "" ? "" : mark("path", `class="${kind}" d="${d}"`, title));

/** @param {string} name @param {string} attributes @param {string} title */
const mark = (name, attributes, title) =>
  title === "" ? `<${name} ${attributes}/>` : `<${name} ${attributes}>${title}</${name}>`;
