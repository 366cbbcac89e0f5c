import { composeServices } from "../files/compose-services.js";
import { unheardSignal } from "../files/unheard-signal.js";
import { member } from "../files/yaml-documents.js";
import type { Rule } from "../rule.js";

export const composeStopSignal: Rule = {
  id: "compose-stop-signal",
  kind: "compose",
  check: ({ text }) =>
    composeServices(text).flatMap(({ name, service, document }) => {
      const signal = unheardSignal(String(member(service, "stop_signal")));
      if (signal === undefined) return [];
      return [
        {
          line: document.lineOf(["services", name, "stop_signal"]),
          message:
            `\`${name}\` has the stop_signal ${signal}, which no process can hear. ` +
            "Leave it out, or write SIGTERM",
        },
      ];
    }),
};
