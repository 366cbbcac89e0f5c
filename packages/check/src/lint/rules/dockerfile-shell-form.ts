import { endsInExec, signalsAll } from "../files/command.js";
import { execForm, startInstructions } from "../files/dockerfile.js";
import type { Rule } from "../rule.js";

/** The shell becomes process 1, and most shells do not pass signals on. */
export const dockerfileShellForm: Rule = {
  id: "dockerfile-shell-form",
  kind: "dockerfile",
  check({ text }) {
    const instructions = startInstructions(text);
    if (signalsAll(execForm(instructions[0]?.rest ?? "") ?? [])) return [];
    return instructions
      .filter(({ rest }) => execForm(rest) === undefined && !endsInExec(rest))
      .map(({ name, line }) => ({
        line,
        message:
          `${name} in shell form: a shell gets the signal, and the server never does. ` +
          `Write it as a list: ${name} ["node", "server.js"]`,
      }));
  },
};
