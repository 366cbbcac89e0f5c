import { describe, expect, test } from "vitest";
import { GracefulError } from "../src/errors.js";
import type { ShutdownPlan } from "../src/plan.js";
import { describeBudget, leftForDrain, splitBudget } from "../src/planning/budget.js";
import { type Environment, recognisePlatform } from "../src/planning/platform.js";

const on = (env: Environment) => recognisePlatform(env, 1);
const nowhere = on({});
const kubernetes = on({ KUBERNETES_SERVICE_HOST: "10.0.0.1" });
const pm2 = on({ pm_id: "0" });

function refusal(plan: ShutdownPlan, platform = nowhere): string {
  try {
    splitBudget(plan, platform);
  } catch (error) {
    expect(error).toBeInstanceOf(GracefulError);
    expect(error).toMatchObject({ code: "INVALID_OPTION" });
    return (error as Error).message.replace("[INVALID_OPTION] ", "");
  }
  throw new Error("the plan was accepted");
}

describe("the defaults", () => {
  test("where no platform is recognised 9 s are split into a drain of 8.1 s and 900 ms for the releases", () => {
    expect(splitBudget({}, nowhere)).toEqual({
      budgetMs: 9_000,
      lameDuckMs: 0,
      drainMs: 8_100,
      releaseMs: 900,
      idleGraceMs: 1_000,
      upgradeGraceMs: 3_000,
    });
  });

  test("on Kubernetes 27 s begin with a lame duck of 5 s", () => {
    expect(splitBudget({}, kubernetes)).toMatchObject({
      budgetMs: 27_000,
      lameDuckMs: 5_000,
      drainMs: 19_300,
      releaseMs: 2_700,
    });
  });

  test("budgetMs 5000 alone gives a request in flight 4500", () => {
    expect(splitBudget({ budgetMs: 5_000 }, nowhere)).toMatchObject({ drainMs: 4_500, releaseMs: 500 });
  });

  test("under PM2 the idle grace ends before the deadline, and the upgrade grace with it", () => {
    expect(splitBudget({}, pm2)).toMatchObject({
      budgetMs: 1_400,
      drainMs: 900,
      releaseMs: 500,
      idleGraceMs: 450,
      upgradeGraceMs: 900,
    });
  });

  test.each([
    [600, 300],
    [4_000, 500],
    [12_000, 1_200],
    [60_000, 3_000],
  ])("of a budget of %d ms the releases keep %d", (budgetMs, releaseMs) => {
    expect(splitBudget({ budgetMs }, nowhere).releaseMs).toBe(releaseMs);
  });

  test.each([
    [2_000, 666],
    [12_000, 4_000],
    [15_000, 5_000],
    [60_000, 5_000],
  ])("of a budget of %d ms on Kubernetes the lame duck gets %d", (budgetMs, lameDuckMs) => {
    expect(splitBudget({ budgetMs }, kubernetes).lameDuckMs).toBe(lameDuckMs);
  });

  test("the lame duck of the platform is shortened for a drain that the plan asks for", () => {
    expect(splitBudget({ budgetMs: 9_000, drainMs: 8_000 }, kubernetes)).toMatchObject({
      lameDuckMs: 100,
      drainMs: 8_000,
      releaseMs: 900,
    });
  });
});

test("the lame duck of the platform leaves a drain where the releases take nearly everything", () => {
  expect(splitBudget({ budgetMs: 2_000, releaseMs: 1_900 }, kubernetes)).toMatchObject({
    lameDuckMs: 50,
    drainMs: 50,
    releaseMs: 1_900,
  });
});

describe("what the plan says", () => {
  test("is kept to the millisecond, and the rest is spare", () => {
    const plan = {
      budgetMs: 10_000,
      lameDuckMs: 0,
      drainMs: 0,
      releaseMs: 0,
      idleGraceMs: 0,
      upgradeGraceMs: 0,
    };
    expect(splitBudget(plan, kubernetes)).toEqual(plan);
  });

  test("an idle grace longer than the drain lasts until the deadline", () => {
    expect(splitBudget({ drainMs: 2_000, idleGraceMs: 60_000 }, nowhere).idleGraceMs).toBe(2_000);
  });

  test("a budget longer than the kill time is taken: the platform may be configured for it", () => {
    expect(splitBudget({ budgetMs: 120_000 }, kubernetes)).toMatchObject({
      budgetMs: 120_000,
      drainMs: 112_000,
    });
  });

  test("fractions of a millisecond do not break the sum", () => {
    const plan = { budgetMs: 1_000.1, lameDuckMs: 333.3, releaseMs: 333.3 };
    expect(splitBudget(plan, nowhere).drainMs).toBeCloseTo(333.5);
  });
});

describe("a plan that cannot fit is refused with the arithmetic", () => {
  test("three terms and the excess", () => {
    expect(refusal({ budgetMs: 9_000, lameDuckMs: 5_000, drainMs: 8_000 })).toBe(
      "lameDuckMs 5000 + drainMs 8000 + releaseMs 900 = 13900 exceeds budgetMs 9000 by 4900",
    );
  });

  test("a time of 0 and an unset time are no terms of the sum", () => {
    expect(refusal({ budgetMs: 1_000, lameDuckMs: 800 })).toBe(
      "lameDuckMs 800 + releaseMs 500 = 1300 exceeds budgetMs 1000 by 300",
    );
    expect(refusal({ budgetMs: 1_000, releaseMs: 2_000 })).toBe(
      "releaseMs 2000 exceeds budgetMs 1000 by 1000",
    );
  });

  test("a sum that uses up the budget leaves no drain, which must be asked for", () => {
    const plan = { budgetMs: 9_000, lameDuckMs: 8_100 };
    expect(refusal(plan)).toBe(
      "lameDuckMs 8100 + releaseMs 900 = 9000 leaves nothing of budgetMs 9000 for requests in flight",
    );
    expect(splitBudget({ ...plan, drainMs: 0 }, nowhere).drainMs).toBe(0);
  });

  test("a budget that is a default is explained by the kill time it comes from", () => {
    expect(refusal({ drainMs: 30_000 }, kubernetes)).toBe(
      "drainMs 30000 + releaseMs 2700 = 32700 exceeds budgetMs 27000 by 5700. `budgetMs` is not set and defaults to " +
        "27000 (Kubernetes kills after 30 s): set it if you have more time",
    );
    expect(refusal({ drainMs: 30_000 })).toContain("(no platform recognised, Docker kills after 10 s)");
  });
});

describe("the line for the log", () => {
  const line = (plan: ShutdownPlan, platform = nowhere) =>
    describeBudget(splitBudget(plan, platform), platform);

  test("names the kill time and every part", () => {
    expect(line({}, kubernetes)).toBe(
      "budget 27 s (Kubernetes kills after 30 s): lame duck 5 s, drain 19.3 s, releases 2.7 s",
    );
  });

  test("leaves out what lasts 0 ms, and says if no platform was recognised", () => {
    expect(line({})).toBe(
      "budget 9 s (no platform recognised, Docker kills after 10 s): drain 8.1 s, releases 900 ms",
    );
  });

  test("shows what is spare", () => {
    expect(line({ drainMs: 1_000 })).toContain("drain 1 s, releases 900 ms, spare 7.1 s");
  });

  test("mentions the kill time if the budget is longer", () => {
    expect(line({ budgetMs: 60_000 }, kubernetes)).toContain(
      "(Kubernetes kills after 30 s unless told otherwise)",
    );
  });
});

describe("what is left for the drain", () => {
  const budget = splitBudget(
    { budgetMs: 10_000, releaseMs: 1_000, lameDuckMs: 2_000, idleGraceMs: 500 },
    nowhere,
  );

  test("is the planned drain if the phase before it took no longer than planned", () => {
    expect(leftForDrain(budget, 2_000)).toEqual({ drainMs: 7_000, idleGraceMs: 500, upgradeGraceMs: 3_000 });
    expect(leftForDrain(budget, 0)).toEqual({ drainMs: 7_000, idleGraceMs: 500, upgradeGraceMs: 3_000 });
  });

  test("is shortened by the excess of that phase, so that the releases keep their time", () => {
    expect(leftForDrain(budget, 7_000)).toEqual({ drainMs: 2_000, idleGraceMs: 500, upgradeGraceMs: 2_000 });
    expect(leftForDrain(budget, 9_500)).toEqual({ drainMs: 0, idleGraceMs: 0, upgradeGraceMs: 0 });
  });

  test("keeps the proportion of the idle grace to the drain", () => {
    const { drainMs, idleGraceMs } = leftForDrain({ ...budget, idleGraceMs: 3_500 }, 5_000);
    expect([drainMs, idleGraceMs]).toEqual([4_000, 2_000]);
    expect(leftForDrain({ ...budget, idleGraceMs: 7_000 }, 5_000).idleGraceMs).toBe(4_000);
  });

  test("of no drain at all is none", () => {
    const none = splitBudget({ budgetMs: 3_000, drainMs: 0 }, nowhere);
    expect(leftForDrain(none, 100)).toMatchObject({ drainMs: 0, idleGraceMs: 0 });
  });
});
