import type { Release, ReleaseStep } from "../../plan.js";
import { checkReleaseGraph } from "../check-release-graph.js";
import { isCloseable, isReleaseStep } from "../release-kind.js";
import { millisecondsAbove0 } from "./milliseconds.js";
import { entries, expected, fields, type Rule } from "./rule.js";

const RUNNABLE = "a function or something that closes (`close()`, `end()`, `quit()` and the like)";

const run: Rule = (value, path) => {
  if (!isRunnable(value)) expected(path, RUNNABLE, value, hint(value));
};

const after: Rule = (value, path) => {
  if (!Array.isArray(value)) expected(path, "a list of names of releases", value);
  for (const [i, name] of value.entries()) {
    if (typeof name !== "string") expected(`${path}[${i}]`, "the name of a release", name);
  }
};

const step = fields("a release", { run, after, timeoutMs: millisecondsAbove0 } satisfies Record<
  keyof ReleaseStep,
  Rule
>);

export const release: Rule = (value, path) => {
  if (isRunnable(value)) return;
  const isStep = typeof value === "object" && value !== null && "run" in value && value.run !== undefined;
  if (!isStep) expected(path, `${RUNNABLE}, or \`{ run, after, timeoutMs }\``, value, hint(value));
  step(value, path);
};

const named = entries("an object with releases by name", release);

export const releases: Rule = (value, path) => {
  named(value, path);
  const steps = Object.entries(value as Record<string, Release | undefined>).flatMap(([name, given]) =>
    given ? [[name, isReleaseStep(given) ? (given.after ?? []) : []] as const] : [],
  );
  checkReleaseGraph(new Map(steps));
};

/** A class cannot be called without `new`, and that would be noticed only at the end of the process. */
function isRunnable(value: unknown): boolean {
  return isCloseable(value) || (typeof value === "function" && !isClass(value));
}

function isClass(value: unknown): boolean {
  return typeof value === "function" && /^class\b/.test(Function.prototype.toString.call(value));
}

/** Methods that close some objects, and do something else to others. */
const PERHAPS = ["stop", "terminate", "dispose", "flush", "drain", "kill", "release", "unsubscribe"];

function hint(value: unknown): string | undefined {
  if (isClass(value)) return "is a `new` missing?";
  if (typeof value !== "object" || value === null) return undefined;
  // `release: { postgres: pool.end() }` ends the pool at start.
  if ("then" in value) {
    const called = "was it called already? `() => pool.end()` is called when its turn comes";
    return `${called}. Of a promise of a client, \`await\` it`;
  }
  const members = value as Record<string, unknown>;
  const method = PERHAPS.find((name) => typeof members[name] === "function");
  return method && `where its \`${method}()\` is what closes it, write \`() => it.${method}()\``;
}
