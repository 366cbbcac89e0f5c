import { count } from "./format.mjs";

/**
 * One line an engine: what a client lost while its servers were restarted, with `server.close()` and with this project.
 */
export function rollingTable({ rows }) {
  const engines = [...new Set(rows.map(({ engine }) => engine))];
  const failed = ({ requests, failedGet, failedPost }) =>
    `${count(failedGet + failedPost)} of ${count(requests)}`;
  return {
    head: [
      "requests that failed",
      "server.close()",
      "graceful",
      "restarts",
      "longest",
      "ended by itself, code 0",
    ],
    rows: engines.map((engine) => {
      const of = (shutdown) => rows.find((row) => row.engine === engine && row.shutdown === shutdown);
      const graceful = of("graceful");
      const clean = graceful.endings.filter(({ byItself, code }) => byItself && code === 0);
      return [
        `${engine} (${graceful.app})`,
        failed(of("naive")),
        `**${failed(graceful)}**`,
        String(graceful.restarts),
        `${(graceful.longestRestartMs / 1_000).toFixed(1)} s`,
        `${clean.length} of ${graceful.endings.length}`,
      ];
    }),
  };
}
