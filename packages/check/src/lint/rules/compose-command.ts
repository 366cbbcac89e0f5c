import { split, wrapper } from "../files/command.js";
import { composeServices } from "../files/compose-services.js";
import { member } from "../files/yaml-documents.js";
import type { Rule } from "../rule.js";

/** Compose runs `command` without a shell, as text and as a list. */
export const composeCommand: Rule = {
  id: "compose-command",
  kind: "compose",
  check: ({ text }) =>
    composeServices(text).flatMap(({ name, service, document }) =>
      ["entrypoint", "command"].flatMap((field) => {
        const given = member(service, field);
        const cause = wrapper(
          Array.isArray(given) ? given.map(String) : typeof given === "string" ? split(given) : [],
        );
        return cause
          ? [{ line: document.lineOf(["services", name, field]), message: `\`${name}\`: ${cause}` }]
          : [];
      }),
    ),
};
