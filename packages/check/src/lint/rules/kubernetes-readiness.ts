import { pods } from "../files/pods.js";
import { member } from "../files/yaml-documents.js";
import type { Rule } from "../rule.js";

/** Without a readiness probe a pod gets requests as soon as it runs, and until every node knows of its end. */
export const kubernetesReadiness: Rule = {
  id: "kubernetes-readiness",
  kind: "kubernetes",
  check: ({ text }) =>
    pods(text).flatMap(({ document, containers }) =>
      containers
        .filter(
          ({ container }) =>
            Array.isArray(member(container, "ports")) && member(container, "readinessProbe") === undefined,
        )
        .map(({ container, path }) => ({
          line: document.lineOf([...path, "name"]),
          message:
            `the container \`${member(container, "name")}\` has ports and no readinessProbe: ` +
            "it gets requests before it is ready, and while it shuts down",
        })),
    ),
};
