import { wrapperOf } from "../files/command.js";
import { execForm, startInstructions } from "../files/dockerfile.js";
import type { Rule } from "../rule.js";

export const dockerfilePackageManager: Rule = {
  id: "dockerfile-package-manager",
  kind: "dockerfile",
  check({ text }) {
    const instructions = startInstructions(text);
    const wordsOf = (name: string) =>
      execForm(instructions.find((instruction) => instruction.name === name)?.rest ?? "") ?? [];
    const found = wrapperOf(wordsOf("ENTRYPOINT"), wordsOf("CMD"));
    if (!found) return [];
    const name = found.isOfCommand ? "CMD" : "ENTRYPOINT";
    const line = instructions.find((instruction) => instruction.name === name)?.line ?? 1;
    return [{ line, message: `${name}: ${found.cause}` }];
  },
};
