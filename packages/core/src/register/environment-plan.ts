import { GracefulError } from "../errors.js";
import type { ShutdownPlan } from "../plan.js";
import type { Environment } from "../planning/platform.js";
import { nearest } from "../planning/validate/nearest.js";
import { PLAN_FILE, VARIABLES } from "./variables.js";

/** The paths of the probes where only a port is given. */
const PATHS = { live: "/livez", ready: "/readyz" };

/**
 * The plan of a file, with the variables of the environment in place of its options. An empty variable counts as left
 * out. Nothing is checked here: `graceful` does that, and `nameVariables` puts the names of variables into its errors.
 */
export function environmentPlan(environment: Environment, filePlan: ShutdownPlan = {}): ShutdownPlan {
  const plan: Record<string, unknown> = { ...filePlan };
  const health: Record<string, unknown> = { ...filePlan.health };
  for (const [name, text] of given(environment)) {
    const [option = "", read] = VARIABLES[name] ?? [];
    const [group, member] = option.split(".");
    if (member) health[member] = read?.(text);
    else if (group) plan[group] = read?.(text);
  }
  if (health.port !== undefined && !["live", "ready", "startup"].some((path) => path in health)) {
    Object.assign(health, PATHS);
  }
  if (Object.keys(health).length > 0) plan.health = health;
  return plan;
}

/** An error about the plan, with the variables in place of the options that they gave. */
export function nameVariables(error: unknown, environment: Environment): unknown {
  if (!(error instanceof GracefulError) || error.code !== "INVALID_OPTION") return error;
  let message = error.message.replace(`[${error.code}] `, "");
  for (const [name] of given(environment)) {
    const [option = ""] = VARIABLES[name] ?? [];
    // Quoted, `signals[1]` too; or in a sum: drainMs 6000 + releaseMs 500. Other options are words of English as well.
    const quoted = new RegExp(`(?<=\`)${option.replace(".", "\\.")}(?=[\`[])`, "g");
    message = message.replace(option.endsWith("Ms") ? new RegExp(`\\b${option}\\b`, "g") : quoted, name);
  }
  return new GracefulError(error.code, message);
}

/** Warnings about variables that are most likely misspelt. No error: other programs may use the environment too. */
export function unknownVariables(environment: Environment): string[] {
  const known = [...Object.keys(VARIABLES), PLAN_FILE];
  return Object.keys(environment)
    .filter((name) => name.startsWith("GRACEFUL_") && !known.includes(name) && name !== "GRACEFUL_REGISTERED")
    .map((name) => {
      const near = nearest(name, known);
      return `\`${name}\` is no variable of Graceful${near ? `: did you mean \`${near}\`?` : ""}`;
    });
}

function given(environment: Environment): [name: string, text: string][] {
  return Object.keys(VARIABLES).flatMap((name): [string, string][] => {
    const text = environment[name]?.trim();
    return text ? [[name, text]] : [];
  });
}
