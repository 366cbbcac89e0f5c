import { isShellCommand, split, wrapper } from "../files/command.js";
import { unitSettings } from "../files/unit.js";
import type { Rule } from "../rule.js";

/**
 * By default systemd sends the signal to all processes of the unit and waits for all, so a shell around the server does
 * no harm. A package manager passes the signal on as well, so the server gets it twice.
 */
export const systemdExecStart: Rule = {
  id: "systemd-exec-start",
  kind: "systemd",
  check(file, { files }) {
    const settings = unitSettings(file, files);
    const start = settings.get("ExecStart");
    if (!start?.isOwn || settings.get("Type")?.value === "oneshot") return [];
    const words = split(start.value.replace(/^[-@:+!]+/, ""));
    const isToAll = (settings.get("KillMode")?.value ?? "control-group") === "control-group";
    const cause = isToAll && isShellCommand(words) ? undefined : wrapper(words);
    return cause ? [{ line: start.line, message: cause }] : [];
  },
};
