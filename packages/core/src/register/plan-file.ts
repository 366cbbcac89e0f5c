import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { GracefulError, toError } from "../errors.js";
import type { ShutdownPlan } from "../plan.js";
import { PLAN_FILE } from "./variables.js";

/**
 * The default export of the file that the variable names, an ES module or CommonJS, from the folder in which the
 * program was started.
 */
export async function readPlanFile(file: string | undefined): Promise<ShutdownPlan | undefined> {
  if (!file) return undefined;
  const module: { default?: ShutdownPlan } = await import(pathToFileURL(resolve(file)).href).catch(
    (error) => {
      throw new GracefulError(
        "INVALID_OPTION",
        `\`${PLAN_FILE}\`: ${file} cannot be loaded: ${toError(error).message}`,
      );
    },
  );
  // An ES module that was compiled to CommonJS has its default export one level deeper.
  const plan = (module.default as { default?: ShutdownPlan } | undefined)?.default ?? module.default;
  if (plan !== undefined) return plan;
  throw new GracefulError(
    "INVALID_OPTION",
    `Expected \`${PLAN_FILE}\` to name a file with a plan as its default export: ${file} has none`,
  );
}
