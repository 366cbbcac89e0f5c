export const ratio = ({ median, q1, q3 }) => `${median.toFixed(3)} (${q1.toFixed(2)} to ${q3.toFixed(2)})`;

export const ms = (value) => (Math.abs(value) < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value)} ms`);

export const time = (value) => (Math.abs(value) < 1_000 ? ms(value) : `${(value / 1_000).toFixed(1)} s`);

export const signed = (text) => (text.startsWith("-") ? text.replace("-", "−") : `+${text}`);

export const bytes = (value) => `${value} B`;

export const kB = (value) =>
  value < 10_000 ? `${(value / 1_000).toFixed(1)} kB` : `${Math.round(value / 1_000)} kB`;

export const count = (value) => value.toLocaleString("en").replaceAll(",", " ");

/**
 * The days on which results were measured, each once.
 * @param {readonly { date: string }[]} results
 */
export const days = (results) =>
  new Intl.ListFormat("en-GB").format([...new Set(results.map(({ date }) => date))].sort());

/**
 * What stands above a table of measurements: with what and when they were made.
 * @param {{ node: string, cores: number, cpu: string }} machine
 * @param {Parameters<typeof days>[0]} results
 */
export const measuredOn = (machine, results) =>
  `Node ${machine.node.slice(1)} on ${machine.cores} cores (${machine.cpu}), ${days(results)}`;
