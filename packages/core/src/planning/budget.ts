import { formatDuration } from "../format/format-duration.js";
import type { ShutdownPlan } from "../plan.js";
import { DRAIN_DEFAULTS } from "./drain-defaults.js";
import type { Platform } from "./platform.js";
import { refuse } from "./validate/rule.js";

/** The split of a budget, in milliseconds. Lame duck, drain and releases follow one another. */
export interface Budget {
  /** From the signal to the exit, everything included. */
  readonly budgetMs: number;
  readonly lameDuckMs: number;
  readonly drainMs: number;
  /** Reserved for the releases, which also get what the drain leaves over. */
  readonly releaseMs: number;
  /** Within the drain, never longer than it. */
  readonly idleGraceMs: number;
  /** Within the drain, never longer than it. */
  readonly upgradeGraceMs: number;
}

type Times = Pick<ShutdownPlan, keyof Budget>;

/**
 * Splits the budget of a plan whose numbers are valid each by itself. The plan's numbers are kept to the millisecond;
 * only defaults are adjusted. If the numbers do not fit, throws a `GracefulError` with the code `INVALID_OPTION` that
 * shows the arithmetic.
 */
export function splitBudget(plan: Times, platform: Platform): Budget {
  const budgetMs = plan.budgetMs ?? platform.killMs - platform.marginMs;
  const releaseMs = plan.releaseMs ?? defaultRelease(budgetMs);
  const lameDuckMs = plan.lameDuckMs ?? defaultLameDuck(platform, budgetMs, releaseMs, plan.drainMs);
  const leftMs = budgetMs - lameDuckMs - releaseMs;
  const drainMs = plan.drainMs ?? leftMs;
  // A drain of 0 ms has to be given explicitly: as the rest of the budget it is a mistake.
  if (plan.drainMs === undefined ? leftMs <= 0 : drainMs > leftMs) {
    refuse(overdrawn(plan, { budgetMs, lameDuckMs, releaseMs }, platform));
  }
  return {
    budgetMs,
    lameDuckMs,
    drainMs,
    releaseMs,
    // Half, so that closing idle connections is not left to the deadline, where it would count as cutting them.
    idleGraceMs: Math.min(
      plan.idleGraceMs ?? Math.min(DRAIN_DEFAULTS.idleGraceMs, Math.floor(drainMs / 2)),
      drainMs,
    ),
    upgradeGraceMs: Math.min(plan.upgradeGraceMs ?? DRAIN_DEFAULTS.upgradeGraceMs, drainMs),
  };
}

/** How long `beforeDrain` may take: the whole lame duck, or half of what the releases leave if that is longer. */
export function beforeDrainMs({ budgetMs, lameDuckMs, releaseMs }: Budget): number {
  return Math.max(lameDuckMs, (budgetMs - releaseMs) / 2);
}

/**
 * What is left for the drain `spentMs` after the signal. If that is less than was planned, the drain is shortened and
 * the releases keep their time. The idle grace is shortened only if it would end after the deadline, which would cut
 * idle connections.
 */
export function leftForDrain(
  budget: Budget,
  spentMs: number,
): Pick<Budget, "drainMs" | "idleGraceMs" | "upgradeGraceMs"> {
  const { budgetMs, releaseMs, idleGraceMs, upgradeGraceMs } = budget;
  const drainMs = Math.max(0, Math.min(budget.drainMs, budgetMs - spentMs - releaseMs));
  // Of a drain of 0 ms there is no share.
  const sharedMs = (idleGraceMs * drainMs) / budget.drainMs || 0;
  return {
    drainMs,
    idleGraceMs: Math.min(idleGraceMs, Math.max(drainMs / 2, sharedMs)),
    upgradeGraceMs: Math.min(upgradeGraceMs, drainMs),
  };
}

/** The split in one line for the log: `budget 27 s (Kubernetes kills after 30 s): lame duck 5 s, drain 19.3 s, ...`. */
export function describeBudget(budget: Budget, platform: Platform): string {
  const { budgetMs, lameDuckMs, drainMs, releaseMs } = budget;
  const unless = budgetMs > platform.killMs ? " unless told otherwise" : "";
  const parts = [
    ["lame duck", lameDuckMs],
    ["drain", drainMs],
    ["releases", releaseMs],
    ["spare", budgetMs - lameDuckMs - drainMs - releaseMs],
  ] as const;
  const split = parts.filter(([, ms]) => ms > 0).map(([name, ms]) => `${name} ${formatDuration(ms)}`);
  return `budget ${formatDuration(budgetMs)} (${describeKill(platform)}${unless}): ${split.join(", ")}`;
}

function describeKill({ name, recognised, killMs }: Platform): string {
  return `${recognised ? "" : "no platform recognised, "}${name} kills after ${formatDuration(killMs)}`;
}

function defaultRelease(budgetMs: number): number {
  return Math.floor(Math.min(Math.max(budgetMs / 10, 500), 3_000, budgetMs / 2));
}

/** The platform's own, but never so long that a plan that does not set it would be refused because of it. */
function defaultLameDuck(platform: Platform, budgetMs: number, releaseMs: number, drainMs?: number): number {
  const leftMs = drainMs === undefined ? (budgetMs - releaseMs) / 2 : budgetMs - releaseMs - drainMs;
  return Math.floor(Math.max(0, Math.min(platform.lameDuckMs, budgetMs / 3, leftMs)));
}

/** `lameDuckMs 5000 + drainMs 8000 + releaseMs 900 = 13900 exceeds budgetMs 9000 by 4900`, and what to do about it. */
function overdrawn(plan: Times, inForce: Times & { budgetMs: number }, platform: Platform): string {
  const { budgetMs } = inForce;
  const times = { ...inForce, drainMs: plan.drainMs };
  const terms = (["lameDuckMs", "drainMs", "releaseMs"] as const).flatMap((name) => {
    const ms = times[name] ?? 0;
    return ms > 0 ? [{ name, ms }] : [];
  });
  const sum = terms.reduce((total, { ms }) => total + ms, 0);
  const written = terms.map(({ name, ms }) => `${name} ${ms}`).join(" + ");
  const total = terms.length > 1 ? `${written} = ${sum}` : written;
  const verdict =
    sum > budgetMs
      ? `exceeds budgetMs ${budgetMs} by ${sum - budgetMs}`
      : `leaves nothing of budgetMs ${budgetMs} for requests in flight`;
  const unset = `\`budgetMs\` is not set and defaults to ${budgetMs} (${describeKill(platform)})`;
  const hint = plan.budgetMs === undefined ? `. ${unset}: set it if you have more time` : "";
  return `${total} ${verdict}${hint}`;
}
