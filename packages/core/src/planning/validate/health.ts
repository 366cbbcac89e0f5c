import type { CheckStep, HealthPlan } from "../../plan.js";
import { milliseconds, millisecondsAbove0 } from "./milliseconds.js";
import { boolean, callable, entries, expected, fields, type Rule, refuse, suchThat, text } from "./rule.js";

/** Routers treat other characters as patterns, each in its own way, and some decode escapes before they match. */
const path = suchThat(
  'a path such as `"/readyz"`: it begins with `/` and has only letters, digits and `-._~/` in it',
  (value) => typeof value === "string" && /^\/[A-Za-z0-9\-._~/]*$/.test(value),
);

const port = suchThat(
  "a port, 0 to 65535",
  (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 65_535,
);

const checkStep = fields("a function or `{ run, timeoutMs }`", {
  run: callable,
  timeoutMs: millisecondsAbove0,
} satisfies Record<keyof CheckStep, Rule>);

const check: Rule = (value, at) => {
  if (typeof value === "function") return;
  checkStep(value, at);
  if ((value as CheckStep).run === undefined) expected(at, "a function or `{ run, timeoutMs }`", value);
};

const members = fields("an object", {
  live: path,
  ready: path,
  startup: path,
  port,
  host: text,
  checks: entries("an object with checks by name", check),
  cacheMs: milliseconds,
  exposeErrors: boolean,
} satisfies Record<keyof HealthPlan, Rule>);

const PROBES = ["live", "ready", "startup"] as const;

export const health: Rule = (value, at) => {
  members(value, at);
  const plan = value as HealthPlan;
  const taken = new Map<string, string>();
  for (const probe of PROBES) {
    const given = plan[probe];
    if (given === undefined) continue;
    // Some routers ignore case and a trailing slash.
    const route = given.toLowerCase().replace(/(?<=.)\/$/, "");
    const other = taken.get(route);
    if (other) refuse(`\`${at}.${other}\` and \`${at}.${probe}\` are the same path, \`"${given}"\``);
    taken.set(route, probe);
  }
  if (taken.size === 0)
    refuse(`\`${at}\` needs at least one of \`live\`, \`ready\` and \`startup\`, or there is no probe`);
  if (plan.host !== undefined && plan.port === undefined) {
    refuse(`\`${at}.host\` is the address for \`${at}.port\`, which is not given`);
  }
  if (plan.checks !== undefined && plan.ready === undefined) {
    refuse(`\`${at}.checks\` decide readiness, but \`${at}.ready\` is not given`);
  }
};
