import { duration, readTime } from "../files/seconds.js";
import { unitSettings } from "../files/unit.js";
import type { Rule } from "../rule.js";

/** The default is 90 seconds, which is enough for most. */
export const systemdTimeout: Rule = {
  id: "systemd-timeout",
  kind: "systemd",
  check(file, { budgetMs, files }) {
    const settings = unitSettings(file, files);
    const given = settings.get("TimeoutStopSec") ?? settings.get("TimeoutSec");
    const ms = given && readTime(given.value);
    // 0 means no limit.
    if (!given?.isOwn || ms === undefined || ms === 0 || ms >= budgetMs) return [];
    return [
      {
        line: given.line,
        message: `systemd kills after ${duration(ms)}, before the budget of ${duration(budgetMs)} is over`,
      },
    ];
  },
};
