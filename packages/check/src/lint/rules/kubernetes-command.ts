import { wrapper } from "../files/command.js";
import { pods } from "../files/pods.js";
import { member } from "../files/yaml-documents.js";
import type { Rule } from "../rule.js";

export const kubernetesCommand: Rule = {
  id: "kubernetes-command",
  kind: "kubernetes",
  check: ({ text }) =>
    pods(text).flatMap(({ document, containers }) =>
      containers.flatMap(({ container, path }) => {
        const [command, args] = [member(container, "command"), member(container, "args")].map((given) =>
          Array.isArray(given) ? given.map(String) : [],
        );
        const cause = wrapper([...(command ?? []), ...(args ?? [])]);
        const field = command?.length ? "command" : "args";
        return cause ? [{ line: document.lineOf([...path, field]), message: cause }] : [];
      }),
    ),
};
