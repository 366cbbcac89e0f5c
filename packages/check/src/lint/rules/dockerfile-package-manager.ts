import { wrapper } from "../files/command.js";
import { execForm, startInstructions } from "../files/dockerfile.js";
import type { Rule } from "../rule.js";

export const dockerfilePackageManager: Rule = {
  id: "dockerfile-package-manager",
  kind: "dockerfile",
  check: ({ text }) =>
    startInstructions(text).flatMap(({ name, rest, line }) => {
      const cause = wrapper(execForm(rest) ?? []);
      return cause ? [{ line, message: `${name}: ${cause}` }] : [];
    }),
};
