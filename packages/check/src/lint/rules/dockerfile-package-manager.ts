import { isInit, isShellCommand, wrapper } from "../files/command.js";
import { execForm, startInstructions } from "../files/dockerfile.js";
import type { Rule } from "../rule.js";

/**
 * CMD gives the arguments of ENTRYPOINT: the command of an init, the text of a shell, or the last command of a script.
 */
export const dockerfilePackageManager: Rule = {
  id: "dockerfile-package-manager",
  kind: "dockerfile",
  check({ text }) {
    const lists = startInstructions(text).flatMap((instruction) => {
      const words = execForm(instruction.rest);
      return words ? [{ ...instruction, words }] : [];
    });
    const [first, last] = [lists[0], lists.at(-1)];
    if (!first || !last) return [];
    const isWhole = first === last || isInit(first.words) || isShellCommand(first.words);
    const cause = wrapper(lists.flatMap(({ words }) => words)) ?? (isWhole ? undefined : wrapper(last.words));
    if (cause === undefined) return [];
    const isOfFirst = !isShellCommand(first.words) && wrapper(first.words) !== undefined;
    const { name, line } = isOfFirst ? first : last;
    return [{ line, message: `${name}: ${cause}` }];
  },
};
