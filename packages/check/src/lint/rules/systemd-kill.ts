import { unitSettings } from "../files/unit.js";
import type { Rule } from "../rule.js";

export const systemdKill: Rule = {
  id: "systemd-kill",
  kind: "systemd",
  check({ text }) {
    const settings = unitSettings(text);
    const signal = settings.get("KillSignal");
    const mode = settings.get("KillMode");
    return [
      ...(signal && /^(SIG)?KILL$|^9$/.test(signal.value)
        ? [{ line: signal.line, message: "KillSignal=SIGKILL: no process can hear it" }]
        : []),
      ...(mode && /^(process|none)$/.test(mode.value)
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
