import { isShellCommand, split, wrapper } from "../files/command.js";
import { unitSettings } from "../files/unit.js";
import type { Rule } from "../rule.js";

/**
 * By default the signal goes to all processes of the unit, and systemd waits for all: a shell around the server does no
 * harm then. A package manager passes the signal on besides, so the server hears it twice.
 */
export const systemdExecStart: Rule = {
  id: "systemd-exec-start",
  kind: "systemd",
  check({ text }) {
    const settings = unitSettings(text);
    const start = settings.get("ExecStart");
    if (!start || settings.get("Type")?.value === "oneshot") return [];
    const words = split(start.value.replace(/^[-@:+!]+/, ""));
    const isToAll = (settings.get("KillMode")?.value ?? "control-group") === "control-group";
    const cause = isToAll && isShellCommand(words) ? undefined : wrapper(words);
    return cause ? [{ line: start.line, message: cause }] : [];
  },
};
