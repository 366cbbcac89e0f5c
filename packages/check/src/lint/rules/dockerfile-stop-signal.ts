import { readDockerfile } from "../files/dockerfile.js";
import { unheardSignal } from "../files/unheard-signal.js";
import type { Rule } from "../rule.js";

export const dockerfileStopSignal: Rule = {
  id: "dockerfile-stop-signal",
  kind: "dockerfile",
  check: ({ text }) =>
    readDockerfile(text).flatMap(({ name, rest, line }) => {
      const signal = name === "STOPSIGNAL" ? unheardSignal(rest) : undefined;
      if (signal === undefined) return [];
      return [
        { line, message: `STOPSIGNAL ${signal}: no process can hear it. Leave it out, or write SIGTERM` },
      ];
    }),
};
