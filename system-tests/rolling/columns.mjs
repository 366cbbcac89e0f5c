/** @type {[heading: string, cell: (result: any) => string | number][]} */
export const COLUMNS = [
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

const seconds = (ms) => `${(ms / 1_000).toFixed(1)} s`;
