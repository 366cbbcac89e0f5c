import { split, wrapper } from "../files/command.js";
import type { Rule } from "../rule.js";

export const pm2Script: Rule = {
  id: "pm2-script",
  kind: "pm2",
  check: ({ text }) =>
    text.split("\n").flatMap((line, i) => {
      const script = /["']?script["']?\s*:\s*["']([^"']+)["']/.exec(line)?.[1];
      const cause = script === undefined ? undefined : wrapper(split(script));
      return cause ? [{ line: i + 1, message: cause }] : [];
    }),
};
