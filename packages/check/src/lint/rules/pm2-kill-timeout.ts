import { duration } from "../files/seconds.js";
import type { Rule } from "../rule.js";

const DEFAULT_MS = 1_600;

/** Read as text: a configuration in JavaScript is a program, and is not run. */
export const pm2KillTimeout: Rule = {
  id: "pm2-kill-timeout",
  kind: "pm2",
  check({ text }, { budgetMs }) {
    const lines = text.split("\n");
    const given = lines.flatMap((line, i) => {
      const ms = /["']?kill_timeout["']?\s*:\s*["']?([\d_]+)/.exec(line)?.[1];
      return ms === undefined ? [] : [{ line: i + 1, ms: Number(ms.replaceAll("_", "")) }];
    });
    const at = lines.findIndex((line) => /["']?script["']?\s*:/.test(line)) + 1;
    if (given.length === 0 && at > 0) given.push({ line: at, ms: DEFAULT_MS });
    return given
      .filter(({ ms }) => ms < budgetMs)
      .map(({ line, ms }) => ({
        line,
        message: `kill_timeout is ${duration(ms)}${ms === DEFAULT_MS ? " where none is given" : ""}: PM2 kills before the budget of ${duration(budgetMs)} is over`,
      }));
  },
};
