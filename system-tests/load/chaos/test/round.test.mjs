import { describe, expect, test } from "vitest";
import { playRound } from "../round.mjs";

/** So much that a machine which runs all of the tests at once is no reason to give up on a listener. */
const BUDGET_MS = 18_000;
const SEED = 6;

// The whole of it is `npm run test:chaos`.
describe("beside clients that keep to no rule, those that keep to all of them lose nothing", () => {
  for (const target of ["http", "https", "express"]) {
    test(`on a server of ${target}, which ends in time, with the right exit code and in silence`, async () => {
      const played = await playRound({ target, round: 1, seed: SEED, budgetMs: BUDGET_MS, mayStay: false });
      expect([...played.failures, ...played.wrong]).toEqual([]);
      expect(played.answered).toBeGreaterThan(10);
      expect(played.bad).toBeGreaterThan(10);
    });
  }
});
