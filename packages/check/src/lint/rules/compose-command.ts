import { split, wrapperOf } from "../files/command.js";
import { composeServices } from "../files/compose-services.js";
import { member } from "../files/yaml-documents.js";
import type { Rule } from "../rule.js";

/** Compose runs `entrypoint` and `command` without a shell, as text and as a list. */
export const composeCommand: Rule = {
  id: "compose-command",
  kind: "compose",
  check: ({ text }) =>
    composeServices(text).flatMap(({ name, service, document }) => {
      const words = (given: unknown) =>
        Array.isArray(given) ? given.map(String) : typeof given === "string" ? split(given) : [];
      const found = wrapperOf(words(member(service, "entrypoint")), words(member(service, "command")));
      if (!found) return [];
      const field = found.isOfCommand ? "command" : "entrypoint";
      return [{ line: document.lineOf(["services", name, field]), message: `\`${name}\`: ${found.cause}` }];
    }),
};
