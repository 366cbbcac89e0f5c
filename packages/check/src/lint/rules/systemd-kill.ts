import { unheardSignal } from "../files/unheard-signal.js";
import { unitSettings } from "../files/unit.js";
import type { Rule } from "../rule.js";

export const systemdKill: Rule = {
  id: "systemd-kill",
  kind: "systemd",
  check(file, { files }) {
    const settings = unitSettings(file, files);
    const kill = settings.get("KillSignal");
    const signal = kill?.isOwn ? unheardSignal(kill.value) : undefined;
    const mode = settings.get("KillMode");
    return [
      ...(kill && signal
        ? [{ line: kill.line, message: `KillSignal=${signal}: no process can hear it` }]
        : []),
      ...(mode?.isOwn && /^(process|none)$/.test(mode.value)
        ? [
            {
              line: mode.line,
              message: `KillMode=${mode.value} leaves behind what the process started: write mixed`,
            },
          ]
        : []),
    ];
  },
};
