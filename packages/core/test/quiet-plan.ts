import type { ShutdownPlan } from "../src/plan.js";

/** Leaves the process alone, says nothing, and has all the time it wants, but for idle connections. */
export const QUIET: ShutdownPlan = {
  signals: false,
  exit: false,
  logger: false,
  budgetMs: 60_000,
  lameDuckMs: 0,
  idleGraceMs: 30,
};
