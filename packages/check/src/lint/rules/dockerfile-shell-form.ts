import { execForm, startInstructions } from "../files/dockerfile.js";
import type { Rule } from "../rule.js";

/** A shell becomes process 1, and most do not pass signals on. */
export const dockerfileShellForm: Rule = {
  id: "dockerfile-shell-form",
  kind: "dockerfile",
  check: ({ text }) =>
    startInstructions(text)
      .filter(({ rest }) => execForm(rest) === undefined && !/^exec\s/.test(rest))
      .map(({ name, line }) => ({
        line,
        message: `${name} in shell form: a shell gets the signal, and the server never does. Write it as a list: ${name} ["node", "server.js"]`,
      })),
};
