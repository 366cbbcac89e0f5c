import type { ShutdownPlan } from "../../plan.js";
import { health } from "./health.js";
import { eventStreams, whileDraining } from "./limits.js";
import { milliseconds, millisecondsAbove0 } from "./milliseconds.js";
import { releases } from "./releases.js";
import { boolean, callable, expected, fields, oneOf, type Rule } from "./rule.js";
import { signals } from "./signals.js";

const logger: Rule = (value, path) => {
  if (value === false) return;
  const lacking = ["info", "warn", "error"].filter(
    (level) => typeof (value as Record<string, unknown> | null)?.[level] !== "function",
  );
  const hint = lacking.length < 3 ? `${lacking.join(" and ")} is missing` : undefined;
  if (lacking.length > 0)
    expected(path, "`false` or an object with the functions `info`, `warn` and `error`", value, hint);
};

const webSocketServer: Rule = (value, path) => {
  const clients: unknown = (value as { clients?: unknown } | null)?.clients;
  if (typeof (clients as Iterable<unknown> | null | undefined)?.[Symbol.iterator] === "function") return;
  expected(path, "a WebSocket server that keeps its `clients`", value);
};

const webSockets: Rule = (value, path) => {
  if (!Array.isArray(value)) return webSocketServer(value, path);
  for (const [i, server] of value.entries()) webSocketServer(server, `${path}[${i}]`);
};

const plan = fields("an object", {
  signals,
  otherSignalListeners: oneOf("after", "now"),
  holdExit: boolean,
  budgetMs: millisecondsAbove0,
  lameDuckMs: milliseconds,
  beforeDrain: callable,
  idleGraceMs: milliseconds,
  drainMs: milliseconds,
  upgradeGraceMs: milliseconds,
  spreadMs: milliseconds,
  releaseMs: milliseconds,
  whileDraining,
  eventStreams,
  health,
  release: releases,
  webSockets,
  onDrain: callable,
  crash: oneOf("drain"),
  startup: oneOf("automatic", "manual"),
  settleMs: milliseconds,
  exit: boolean,
  logger,
} satisfies Record<keyof ShutdownPlan, Rule>);

/**
 * Throws a `GracefulError` with the code `INVALID_OPTION` at the first option that is unknown or wrong. The message
 * names the option, what was expected and what was given. Each option is checked by itself; whether the times fit the
 * budget is checked by `splitBudget`, which knows the defaults.
 */
export function validatePlan(value: unknown): asserts value is ShutdownPlan {
  plan(value, "");
}
