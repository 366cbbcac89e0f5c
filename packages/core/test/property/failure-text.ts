import type { RunDetails } from "fast-check";
import type { Step, Story } from "./story.js";

/** A story that broke a promise, in its shortest form, and how to play it again. */
export function failureText({
  counterexample,
  errorInstance,
  seed,
  counterexamplePath,
  numRuns,
}: RunDetails<[Story]>): string {
  const [story] = counterexample ?? [];
  const message = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  return [
    `${message}, in story ${numRuns}:`,
    ...(story
      ? [
          stepText({ plan: story.plan }),
          ...story.before.map(stepText),
          "  drain",
          ...story.during.map(stepText),
        ]
      : []),
    `again: npm run test:property -- --seed ${seed} --path ${counterexamplePath}`,
  ].join("\n");
}

function stepText(step: Step | Pick<Story, "plan">): string {
  return `  ${JSON.stringify(step).replaceAll(/["{}]/g, "").replaceAll(",", ", ").replaceAll(":", ": ")}`;
}
