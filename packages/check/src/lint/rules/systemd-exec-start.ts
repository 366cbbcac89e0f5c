import { split, wrapper } from "../files/command.js";
import { unitSettings } from "../files/unit.js";
import type { Rule } from "../rule.js";

/** By default the signal goes to all processes of the unit: the server hears it, and its wrapper may end before it. */
export const systemdExecStart: Rule = {
  id: "systemd-exec-start",
  kind: "systemd",
  check({ text }) {
    const start = unitSettings(text).get("ExecStart");
    const cause = start && wrapper(split(start.value.replace(/^[-@:+!]+/, "")));
    return start && cause ? [{ line: start.line, message: cause }] : [];
  },
};
