/** Heading, and the text of a result. */
const COLUMNS = [
  ["engine", ({ engine }) => engine],
  ["server", ({ app, shutdown }) => `${app}, ${shutdown}`],
  ["requests", ({ requests }) => requests],
  ["failed GET", ({ failedGet }) => failedGet],
  ["failed POST", ({ failedPost }) => failedPost],
  ["slowest answer", ({ slowestMs }) => seconds(slowestMs)],
  ["restarts", ({ restarts }) => restarts],
  ["longest restart", ({ longestRestartMs }) => seconds(longestRestartMs)],
  [
    "ended by itself",
    ({ endings }) => `${endings.filter(({ byItself }) => byItself).length} of ${endings.length}`,
  ],
  ["exit codes", ({ endings }) => [...new Set(endings.map(({ code }) => code))].join(", ")],
];

/** The results side by side: Markdown, and aligned for those who read it in a terminal. */
export function table(results) {
  const rows = [
    COLUMNS.map(([heading]) => heading),
    ...results.map((result) => COLUMNS.map(([, text]) => String(text(result)))),
  ];
  const widths = COLUMNS.map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  const [head, ...body] = rows.map(
    (row) => `| ${row.map((cell, i) => cell.padEnd(widths[i])).join(" | ")} |`,
  );
  return [head, `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...body].join("\n");
}

const seconds = (ms) => `${(ms / 1_000).toFixed(1)} s`;
