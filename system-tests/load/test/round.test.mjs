import { describe, expect, test } from "vitest";
import { playRound } from "../play-round.mjs";
import { chaos } from "../scenarios/chaos.mjs";
import { stress } from "../scenarios/stress.mjs";

/** So much that a machine which runs all of the tests at once is no reason to give up on a listener. */
const BUDGET_MS = 18_000;
const SEED = 6;

// The whole of it is `npm run test:chaos`.
describe("beside clients that keep to no rule, those that keep to all of them lose nothing", () => {
  for (const name of ["http", "https", "express"]) {
    test(`on a server of ${name}, which ends in time, with the right exit code and in silence`, async () => {
      const target = { name, round: 1, seed: SEED, budgetMs: BUDGET_MS, mayStay: false };
      const played = await playRound(chaos, target);
      expect([...played.failures, ...played.wrong]).toEqual([]);
      expect(played.answered).toBeGreaterThan(10);
      expect(played.bad).toBeGreaterThan(10);
    });
  }
});

// The whole of it is `npm run stress`.
test("thirty clients lose nothing by a SIGTERM at a random moment", async () => {
  const [target] = stress.targets({ framework: "http", naive: false });
  const played = await playRound(stress, { ...target, round: 1, seed: SEED });
  expect([...played.failures, ...played.wrong]).toEqual([]);
  expect(played.answered).toBeGreaterThan(100);
});
