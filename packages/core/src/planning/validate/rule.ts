import { GracefulError } from "../../errors.js";
import { describeValue } from "./describe-value.js";
import { nearest } from "./nearest.js";

/**
 * Throws unless `value` is valid for the option at `path`. The path of the plan, or of all options, is empty. A rule
 * is not called with `undefined` for a member of an object: that counts as left out. The functions that make rules are
 * marked as free of side effects, so that a bundle with the engine alone does not include them.
 */
export type Rule = (value: unknown, path: string) => void;

export function refuse(message: string): never {
  throw new GracefulError("INVALID_OPTION", message);
}

export function expected(
  path: string,
  what: string,
  value: unknown,
  hint?: string,
  whole = "the plan",
): never {
  const subject = path === "" ? whole : `\`${path}\``;
  return refuse(`Expected ${subject} to be ${what}, got ${describeValue(value)}${hint ? `: ${hint}` : ""}`);
}

/** `health`, `checks` -> `health.checks`; names that are no identifiers in brackets. */
export function member(path: string, key: string): string {
  if (!/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}

/** A value that passes a test. */
/* @__NO_SIDE_EFFECTS__ */
export function suchThat(what: string, passes: (value: unknown) => boolean): Rule {
  return (value, path) => {
    if (!passes(value)) expected(path, what, value);
  };
}

/** One of a few strings. */
/* @__NO_SIDE_EFFECTS__ */
export function oneOf(...values: readonly string[]): Rule {
  const what = values.map((value) => `\`"${value}"\``).join(" or ");
  return suchThat(what, (value) => values.includes(value as string));
}

export const callable = suchThat("a function", (value) => typeof value === "function");
export const boolean = suchThat("`true` or `false`", (value) => typeof value === "boolean");
export const text = suchThat(
  "a string that is not empty",
  (value) => typeof value === "string" && value !== "",
);

/** An object whose members are all known. `whole` is the name in messages of an object that is not a member itself. */
/* @__NO_SIDE_EFFECTS__ */
export function fields(what: string, rules: Readonly<Record<string, Rule>>, whole?: string): Rule {
  const names = Object.keys(rules);
  return (value, path) => {
    const given = asObject(what, value, path, whole);
    for (const key of Object.keys(given)) {
      if (!Object.hasOwn(rules, key)) refuse(unknownOption(path, key, names));
    }
    for (const name of names) {
      if (given[name] !== undefined) rules[name]?.(given[name], member(path, name));
    }
  };
}

/** An object with names of the user's choice. */
/* @__NO_SIDE_EFFECTS__ */
export function entries(what: string, rule: Rule): Rule {
  return (value, path) => {
    for (const [name, entry] of Object.entries(asObject(what, value, path))) {
      if (name === "") refuse(`A name in \`${path}\` is empty`);
      if (entry !== undefined) rule(entry, member(path, name));
    }
  };
}

/**
 * A `Map`, a `Date` or a promise has no members either, and would pass as an object with every option left out.
 */
function asObject(what: string, value: unknown, path: string, whole?: string): Record<string, unknown> {
  const kind = Object.prototype.toString.call(value);
  if (kind === "[object Object]" || kind === "[object Module]") return value as Record<string, unknown>;
  const hint = kind === "[object Promise]" ? "is an `await` missing?" : undefined;
  return expected(path, what, value, hint, whole);
}

function unknownOption(path: string, key: string, names: readonly string[]): string {
  const near = nearest(key, names);
  const help = near ? `: did you mean \`${member(path, near)}\`?` : `. Known are ${names.join(", ")}`;
  return `Unknown option \`${member(path, key)}\`${help}`;
}
