import { endsInExec, signsOf } from "../files/command.js";
import { member, yamlDocuments } from "../files/yaml-documents.js";
import type { Rule } from "../rule.js";

/**
 * npm passes the signal on to a shell, and a shell with several commands keeps it. JSON is read as YAML, which gives
 * the line numbers.
 */
export const packageStart: Rule = {
  id: "package-start",
  kind: "package",
  check: ({ text }) =>
    yamlDocuments(text).flatMap((document) => {
      const start = member(document.value, "scripts", "start");
      if (typeof start !== "string" || endsInExec(start)) return [];
      if (!/[&;|]/.test(signsOf(start))) return [];
      return [
        {
          line: document.lineOf(["scripts", "start"]),
          message:
            "the script `start` is several commands: the shell that runs them gets the signal. " +
            "Let the last one be `exec node server.js`, or move the others to `prestart`",
        },
      ];
    }),
};
