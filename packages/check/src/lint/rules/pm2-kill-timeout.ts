import { pm2Apps } from "../files/pm2-apps.js";
import { duration } from "../files/seconds.js";
import type { Rule } from "../rule.js";

const DEFAULT_MS = 1_600;

export const pm2KillTimeout: Rule = {
  id: "pm2-kill-timeout",
  kind: "pm2",
  check: ({ path, text }, { budgetMs }) =>
    pm2Apps(path, text).flatMap(({ script, killTimeout, isOpen, scriptLine, killTimeoutLine }) => {
      if (script === undefined && killTimeout === undefined) return [];
      if (killTimeout === undefined && isOpen) return [];
      // A computed value is unknown here.
      if (killTimeout !== undefined && !/^[\d_]+$/.test(killTimeout)) return [];
      const ms = killTimeout === undefined ? DEFAULT_MS : Number(killTimeout.replaceAll("_", ""));
      if (ms >= budgetMs) return [];
      const given = killTimeout === undefined ? " where none is given" : "";
      return [
        {
          line: killTimeout === undefined ? scriptLine : killTimeoutLine,
          message:
            `kill_timeout is ${duration(ms)}${given}: ` +
            `PM2 kills before the budget of ${duration(budgetMs)} is over`,
        },
      ];
    }),
};
