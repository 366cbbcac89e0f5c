import type { ShutdownPlan } from "@x/graceful-core";

/** Leaves the process of the tests alone. */
const inProcess = { signals: false, exit: false, logger: false, lameDuckMs: 0 } satisfies ShutdownPlan;

/**
 * All waits are long: a drain that waits for its deadline or an idle grace by mistake does not end within the bound of
 * a test. This shows "not longer than" without a stopwatch.
 */
export const patient = {
  ...inProcess,
  budgetMs: 130_000,
  drainMs: 60_000,
  idleGraceMs: 60_000,
} satisfies ShutdownPlan;

/** A short idle grace, and a deadline that no test reaches. */
export const shortIdleGrace = { ...patient, idleGraceMs: 150 } satisfies ShutdownPlan;

/**
 * An idle grace that is short, but long enough for a request that follows the beginning of the drain on a busy machine.
 */
export const usableIdleGrace = { ...patient, idleGraceMs: 1_000 } satisfies ShutdownPlan;

/** A deadline that comes soon. */
export const shortDrain = {
  ...inProcess,
  budgetMs: 30_000,
  drainMs: 600,
  idleGraceMs: 100,
} satisfies ShutdownPlan;
