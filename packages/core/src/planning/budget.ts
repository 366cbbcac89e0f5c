import { GracefulError } from "../errors.js";
import { formatDuration } from "../format/format-duration.js";
import type { ShutdownPlan } from "../plan.js";
import { DRAIN_DEFAULTS } from "./drain-defaults.js";
import type { Platform } from "./platform.js";

/** How one budget is split. Everything in milliseconds; lame duck, drain and releases follow one another. */
export interface Budget {
  /** From the signal to the exit, everything included. */
  readonly budgetMs: number;
  readonly lameDuckMs: number;
  readonly drainMs: number;
  /** Kept back for the releases, which also get what the drain leaves over. */
  readonly releaseMs: number;
  /** Within the drain, never longer than it. */
  readonly idleGraceMs: number;
  /** Within the drain, never longer than it. */
  readonly upgradeGraceMs: number;
}

type Times = Pick<ShutdownPlan, keyof Budget>;

/**
 * Splits the budget of a plan whose numbers are valid, each for itself. What the plan says holds to the millisecond;
 * only defaults give way. Throws a `GracefulError` with the code `INVALID_OPTION` and the arithmetic where it cannot
 * fit.
 */
export function splitBudget(plan: Times, platform: Platform): Budget {
  const budgetMs = plan.budgetMs ?? platform.killMs - platform.marginMs;
  const releaseMs = plan.releaseMs ?? defaultRelease(budgetMs);
  const lameDuckMs = plan.lameDuckMs ?? defaultLameDuck(platform, budgetMs, releaseMs, plan.drainMs);
  const leftMs = budgetMs - lameDuckMs - releaseMs;
  const drainMs = plan.drainMs ?? leftMs;
  // A drain of 0 ms has to be given: as what is left of the budget it is a mistake.
  if (plan.drainMs === undefined ? leftMs <= 0 : drainMs > leftMs) {
    throw new GracefulError("INVALID_OPTION", overdrawn(plan, { budgetMs, lameDuckMs, releaseMs }, platform));
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

/** What `beforeDrain` may take: the whole lame duck, or half of what the releases leave where that is longer. */
export function beforeDrainMs({ budgetMs, lameDuckMs, releaseMs }: Budget): number {
  return Math.max(lameDuckMs, (budgetMs - releaseMs) / 2);
}

/**
 * What is left for the drain `spentMs` after the signal. Where that is less than was planned, the drain gives way and
 * the releases keep theirs. The idle grace gives way only where the deadline would overtake it: then idle connections
 * would count as cut.
 */
export function leftForDrain(
  budget: Budget,
  spentMs: number,
): Pick<Budget, "drainMs" | "idleGraceMs" | "upgradeGraceMs"> {
  const { budgetMs, releaseMs, idleGraceMs, upgradeGraceMs } = budget;
  const drainMs = Math.max(0, Math.min(budget.drainMs, budgetMs - spentMs - releaseMs));
  if (drainMs === budget.drainMs) return { drainMs, idleGraceMs, upgradeGraceMs };
  return {
    drainMs,
    idleGraceMs: Math.min(idleGraceMs, Math.max(drainMs / 2, (idleGraceMs * drainMs) / budget.drainMs)),
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

/** The platform's own, but a short budget or a long drain must not be refused for something the plan does not name. */
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
  const hint = `. \`budgetMs\` is not set and defaults to ${budgetMs} (${describeKill(platform)}): set it if you have more time`;
  return `${total} ${verdict}${plan.budgetMs === undefined ? hint : ""}`;
}
