import { database } from "../database.mjs";

/**
 * The demo's shutdown plan. The two times are the defaults, written out so that no platform it runs on changes them.
 */
export const plan = {
  budgetMs: 9_000,
  lameDuckMs: 0,
  release: { database: () => database.end() },
};
