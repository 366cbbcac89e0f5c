/** @typedef {{ head: readonly string[], rows: readonly (readonly string[])[] }} Table All of it text. */

/**
 * Makes a table of items: each column has a heading and a function for its cells.
 * @template T
 * @param {readonly (readonly [heading: string, cell: (item: T) => string | number])[]} columns
 * @param {readonly T[]} items
 * @returns {Table}
 */
export function tableOf(columns, items) {
  const rows = items.map((item) => columns.map(([, cell]) => String(cell(item))));
  return { head: columns.map(([heading]) => heading), rows };
}

/**
 * For a terminal. Without a head only the rows.
 * @param {Table} table
 */
export function asText({ head, rows }) {
  const all = head.length > 0 ? [head, ...rows] : rows;
  const widths = (all[0] ?? []).map((_, i) => Math.max(...all.map((row) => row[i]?.length ?? 0)));
  const line = (/** @type {readonly string[]} */ row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join("  ");
  const rule = widths.map((width) => "-".repeat(width)).join("  ");
  return (head.length > 0 ? [line(head), rule, ...rows.map(line)] : rows.map(line)).join("\n");
}

/** @param {Table} table */
export function asMarkdown({ head, rows }) {
  const line = (/** @type {readonly string[]} */ row) => `| ${row.join(" | ")} |`;
  return [line(head), `|${head.map((_, i) => (i === 0 ? "---" : "--:")).join("|")}|`, ...rows.map(line)].join(
    "\n",
  );
}
