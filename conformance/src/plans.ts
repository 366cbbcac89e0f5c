import type { ShutdownPlan } from "@x/graceful-core";

/** Leaves the process of the tests alone. */
const inProcess = { signals: false, exit: false, logger: false, lameDuckMs: 0 } satisfies ShutdownPlan;

/**
 * Waits for nothing in a hurry: a drain that waits for its deadline or for an idle grace where it must not does not end
 * within the bound of a test. That is how "not longer than" is shown without a stopwatch.
 */
export const patient = {
  ...inProcess,
  budgetMs: 130_000,
  drainMs: 60_000,
  idleGraceMs: 60_000,
} satisfies ShutdownPlan;

/** Idle connections go soon, requests in flight have all the time in the world. */
export const shortIdleGrace = { ...patient, idleGraceMs: 150 } satisfies ShutdownPlan;

/** Idle connections go soon, but not before a request that follows the begin of the drain, however busy the machine. */
export const usableIdleGrace = { ...patient, idleGraceMs: 1_000 } satisfies ShutdownPlan;

/** The deadline comes soon. */
export const shortDrain = {
  ...inProcess,
  budgetMs: 30_000,
  drainMs: 600,
  idleGraceMs: 100,
} satisfies ShutdownPlan;
