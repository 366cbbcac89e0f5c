import { wrapperOf } from "../files/command.js";
import { pods } from "../files/pods.js";
import { member } from "../files/yaml-documents.js";
import type { Rule } from "../rule.js";

export const kubernetesCommand: Rule = {
  id: "kubernetes-command",
  kind: "kubernetes",
  check: ({ text }) =>
    pods(text).flatMap(({ document, containers }) =>
      containers.flatMap(({ container, path }) => {
        const words = (given: unknown) => (Array.isArray(given) ? given.map(String) : []);
        const found = wrapperOf(words(member(container, "command")), words(member(container, "args")));
        if (!found) return [];
        const field = found.isOfCommand ? "args" : "command";
        return [{ line: document.lineOf([...path, field]), message: found.cause }];
      }),
    ),
};
