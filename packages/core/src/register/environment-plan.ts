import { GracefulError } from "../errors.js";
import type { ShutdownPlan } from "../plan.js";
import type { Environment } from "../planning/platform.js";
import { nearest } from "../planning/validate/nearest.js";
import { PLAN_FILE, VARIABLES } from "./variables.js";

/** Variables that packages of Graceful set for processes that they start. */
const OURS = /^GRACEFUL_(REGISTERED$|CLUSTER_)/;

/** The paths of the probes where only an address is given. */
const PATHS = { live: "/livez", ready: "/readyz" };

/**
 * The plan of a file. Variables of the environment override its options; an empty variable counts as left out. Nothing
 * is checked here: `graceful` does that, and `nameVariables` puts the names of the variables into its errors.
 */
export function environmentPlan(environment: Environment, filePlan: ShutdownPlan = {}): ShutdownPlan {
  const plan: Record<string, unknown> = { ...filePlan };
  const health: Record<string, unknown> = { ...filePlan.health };
  for (const [name, [option, read]] of Object.entries(VARIABLES)) {
    const text = environment[name]?.trim();
    if (!text) continue;
    const [, member] = option.split(".");
    if (member) health[member] = read(text);
    else plan[option] = read(text);
  }
  const hasAddress = health.port !== undefined || health.host !== undefined;
  if (hasAddress && !["live", "ready", "startup"].some((path) => path in health)) {
    Object.assign(health, PATHS);
  }
  if (Object.keys(health).length > 0) plan.health = health;
  return plan;
}

/**
 * An error about the plan, with the names of variables in place of those of options. If there is a plan file, only the
 * variables that are set are named; if the error is about none of them, the file is.
 */
export function nameVariables(error: unknown, environment: Environment): unknown {
  if (!(error instanceof GracefulError) || error.code !== "INVALID_OPTION") return error;
  const original = error.message.replace(`[${error.code}] `, "");
  let message = original;
  const file = environment[PLAN_FILE]?.trim();
  for (const [name, [option]] of Object.entries(VARIABLES)) {
    if (file && !environment[name]?.trim()) continue;
    // Times also stand unquoted, in a sum: drainMs 6000 + releaseMs 500. Others, such as `signals`, are English words
    // too: they are replaced only in quotes, with or without an index.
    const quoted = new RegExp(`(?<=\`)${option.replace(".", "\\.")}(?=[\`[])`, "g");
    message = message.replace(option.endsWith("Ms") ? new RegExp(`\\b${option}\\b`, "g") : quoted, name);
  }
  const isOfFile = file && message === original && !message.includes(PLAN_FILE);
  return new GracefulError(error.code, isOfFile ? `\`${PLAN_FILE}\`: in ${file}: ${message}` : message);
}

/** Warnings about variables that are probably misspelt. Not errors: other programs may use the same prefix. */
export function unknownVariables(environment: Environment): string[] {
  const known = [...Object.keys(VARIABLES), PLAN_FILE];
  return Object.keys(environment)
    .filter((name) => name.startsWith("GRACEFUL_") && !known.includes(name) && !OURS.test(name))
    .map((name) => {
      const near = nearest(name, known) ?? nearest(`${name}_MS`, known);
      return `\`${name}\` is no variable of Graceful${near ? `: did you mean \`${near}\`?` : ""}`;
    });
}
