import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { systemClock } from "../clock.js";
import { toError } from "../errors.js";
import type { ShutdownPlan } from "../plan.js";
import { describeValue } from "../planning/validate/describe-value.js";
import { refuse } from "../planning/validate/rule.js";
import { runWithTimeout } from "../support/run-with-timeout.js";
import { placeOfFailure } from "./place-of-failure.js";
import { PLAN_FILE } from "./variables.js";

/**
 * The file may await something while it loads, and a signal waits with it: less than the 10 s after which Docker kills.
 */
const LOAD_MS = 8_000;

/**
 * Returns the default export of the file that the variable names, by a path or a `file:` URL. It may be an ES module or
 * CommonJS.
 *
 * @param folder to which a relative path belongs
 */
export async function readPlanFile(
  variable: string | undefined,
  folder: string,
): Promise<ShutdownPlan | undefined> {
  const file = variable?.trim();
  if (!file) return undefined;
  const loading = runWithTimeout(() => load(urlOf(file, folder)), {
    clock: systemClock,
    boundMs: LOAD_MS,
    keepsAlive: false,
    timeUp: () => new Error(`not done after ${LOAD_MS} ms`),
  });
  const result = await loading.ended;
  if (result.status === "failed") {
    return refuse(`\`${PLAN_FILE}\`: ${file} cannot be loaded: ${result.error.message}`);
  }
  const plan = result.value;
  if (typeof plan === "object" && plan !== null) return plan;
  const got = plan === undefined ? `: ${file} has none` : `, got ${describeValue(plan)} from ${file}`;
  return refuse(`Expected \`${PLAN_FILE}\` to name a file with a plan as its default export${got}`);
}

/** What the file exports may be a promise: it has the same time. */
async function load(url: string): Promise<unknown> {
  const { default: exported }: { default?: unknown } = await import(url).catch((thrown) => {
    const error = toError(thrown);
    const place = placeOfFailure(error, url);
    throw place ? new Error(`${error.message} ${place}`) : error;
  });
  // An ES module that was compiled to CommonJS has its own `default` within.
  return (exported as { default?: unknown } | null | undefined)?.default ?? exported;
}

function urlOf(file: string, folder: string): string {
  return file.startsWith("file:") ? file : pathToFileURL(resolve(folder, file)).href;
}
