import { readDockerfile } from "../files/dockerfile.js";
import type { Rule } from "../rule.js";

export const dockerfileStopSignal: Rule = {
  id: "dockerfile-stop-signal",
  kind: "dockerfile",
  check: ({ text }) =>
    readDockerfile(text)
      .filter(({ name, rest }) => name === "STOPSIGNAL" && /^(SIG)?KILL$|^9$/.test(rest))
      .map(({ line }) => ({
        line,
        message: "STOPSIGNAL SIGKILL: no process can hear it. Leave it out, or write SIGTERM",
      })),
};
