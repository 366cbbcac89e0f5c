import { split, wrapper } from "../files/command.js";
import { pm2Apps } from "../files/pm2-apps.js";
import type { Rule } from "../rule.js";

export const pm2Script: Rule = {
  id: "pm2-script",
  kind: "pm2",
  check: ({ path, text }) =>
    pm2Apps(path, text).flatMap(({ script, scriptLine }) => {
      const cause = script === undefined ? undefined : wrapper(split(script));
      return cause ? [{ line: scriptLine, message: cause }] : [];
    }),
};
