import { pods } from "../files/pods.js";
import { duration } from "../files/seconds.js";
import { member } from "../files/yaml-documents.js";
import type { Rule } from "../rule.js";

const DEFAULT_SECONDS = 30;

/** The grace period begins with the `preStop` hook, not with the signal. */
export const kubernetesGrace: Rule = {
  id: "kubernetes-grace",
  kind: "kubernetes",
  check: ({ text }, { budgetMs }) =>
    pods(text).flatMap(({ spec, path, document, containers }) => {
      const seconds = Number(member(spec, "terminationGracePeriodSeconds") ?? DEFAULT_SECONDS);
      const hookSeconds = Math.max(0, ...containers.map(({ container }) => sleepOf(container)));
      if (!Number.isFinite(seconds) || seconds * 1_000 >= budgetMs + hookSeconds * 1_000) return [];
      const hook = hookSeconds > 0 ? ` and a preStop hook of ${hookSeconds} s before it` : "";
      return [
        {
          line: document.lineOf([...path, "terminationGracePeriodSeconds"]),
          message:
            `terminationGracePeriodSeconds is ${seconds}, and the pod is killed before ` +
            `its budget of ${duration(budgetMs)}${hook} is over`,
        },
      ];
    }),
};

function sleepOf(container: unknown): number {
  const hook = member(container, "lifecycle", "preStop");
  const seconds = member(hook, "sleep", "seconds");
  if (seconds !== undefined) return Number(seconds);
  const command = member(hook, "exec", "command");
  return Number(/\bsleep[\s,"']+(\d+)/.exec(Array.isArray(command) ? command.join(" ") : "")?.[1] ?? 0);
}
