import { describe, expect, test } from "vitest";
import { GracefulError } from "../src/errors.js";
import { environmentPlan, nameVariables, unknownVariables } from "../src/register/environment-plan.js";

describe("a plan of the environment", () => {
  test.each([
    [{}, {}],
    [
      { GRACEFUL_BUDGET_MS: "5000", GRACEFUL_SPREAD_MS: " 0 " },
      { budgetMs: 5_000, spreadMs: 0 },
    ],
    [{ GRACEFUL_BUDGET_MS: "5s", GRACEFUL_DRAIN_MS: "" }, { budgetMs: "5s" }],
    [{ GRACEFUL_SIGNALS: "SIGTERM, SIGHUP" }, { signals: ["SIGTERM", "SIGHUP"] }],
    [{ GRACEFUL_SIGNALS: "false" }, { signals: false }],
    [
      { GRACEFUL_HOLD_EXIT: "true", GRACEFUL_LOGGER: "false" },
      { holdExit: true, logger: false },
    ],
    [
      { GRACEFUL_HOLD_EXIT: "maybe", GRACEFUL_LOGGER: "true" },
      { holdExit: "maybe", logger: undefined },
    ],
    [
      { GRACEFUL_CRASH: "drain", GRACEFUL_EVENT_STREAMS: "wait" },
      { crash: "drain", eventStreams: "wait" },
    ],
    [{ GRACEFUL_HEALTH_PORT: "0" }, { health: { port: 0, live: "/livez", ready: "/readyz" } }],
    [
      { GRACEFUL_HEALTH_PORT: "9000", GRACEFUL_READY_PATH: "/up", GRACEFUL_HEALTH_HOST: "::1" },
      { health: { port: 9_000, ready: "/up", host: "::1" } },
    ],
  ])("of %o is %o", (environment, plan) => {
    expect(environmentPlan(environment)).toEqual(plan);
  });

  test("takes the place of what a file says, option by option", () => {
    const ofFile = { budgetMs: 9_000, drainMs: 1_000, health: { live: "/a", ready: "/b" } };
    expect(environmentPlan({ GRACEFUL_DRAIN_MS: "2000", GRACEFUL_LIVE_PATH: "/c" }, ofFile)).toEqual({
      budgetMs: 9_000,
      drainMs: 2_000,
      health: { live: "/c", ready: "/b" },
    });
    expect(ofFile.health).toEqual({ live: "/a", ready: "/b" });
  });
});

test("an error about an option names the variable that gave it, and no other", () => {
  const environment = {
    GRACEFUL_PLAN: "./plan.js",
    GRACEFUL_DRAIN_MS: "x",
    GRACEFUL_SIGNALS: "SIGKILL",
    GRACEFUL_LIVE_PATH: "a",
  };
  const named = (message: string) =>
    (nameVariables(new GracefulError("INVALID_OPTION", message), environment) as Error).message;
  expect(named("Expected `drainMs` to be a number")).toContain("Expected `GRACEFUL_DRAIN_MS` to be");
  expect(named("drainMs 6000 + releaseMs 500")).toContain("GRACEFUL_DRAIN_MS 6000 + releaseMs 500");
  expect(named("Expected `signals[0]` to be a signal")).toContain("`GRACEFUL_SIGNALS[0]`");
  expect(named("Expected `health.live` to begin with a slash")).toContain("`GRACEFUL_LIVE_PATH`");
  expect(named("these signals")).toContain("these signals");
});

test("an error about an option that no variable gave names the file", () => {
  const environment = { GRACEFUL_PLAN: " ./plan.js ", GRACEFUL_DRAIN_MS: "1" };
  const named = (message: string) =>
    (nameVariables(new GracefulError("INVALID_OPTION", message), environment) as Error).message;
  expect(named("Unknown option `budgetMS`")).toBe(
    "[INVALID_OPTION] `GRACEFUL_PLAN`: in ./plan.js: Unknown option `budgetMS`",
  );
  const ofLoading = "`GRACEFUL_PLAN`: ./plan.js cannot be loaded";
  expect(named(ofLoading)).toBe(`[INVALID_OPTION] ${ofLoading}`);
});

test("without a file of a plan it names the variables that could give what is missing", () => {
  const error = new GracefulError("INVALID_OPTION", "lameDuckMs 9 exceeds budgetMs 8. `budgetMs` is not set");
  expect((nameVariables(error, {}) as Error).message).toContain(
    "GRACEFUL_LAME_DUCK_MS 9 exceeds GRACEFUL_BUDGET_MS 8. `GRACEFUL_BUDGET_MS` is not set",
  );
});

test.each([new Error("drainMs"), new GracefulError("INVALID_TARGET", "`drainMs`"), "drainMs"])(
  "%s is left as it is",
  (error) => {
    expect(nameVariables(error, { GRACEFUL_DRAIN_MS: "1" })).toBe(error);
  },
);

test("a warning names a variable that is probably misspelt, and the one that was meant", () => {
  const environment = {
    GRACEFUL_BUGDET_MS: "1",
    GRACEFUL_BUDGET: "1",
    GRACEFUL_WHATEVER_IT_IS: "1",
    GRACEFUL_PLAN: "a",
    HOME: "/",
  };
  const ours = { GRACEFUL_REGISTERED: "1 loaded", GRACEFUL_CLUSTER_WORKER: "1" };
  expect(unknownVariables({ ...environment, ...ours })).toEqual([
    "`GRACEFUL_BUGDET_MS` is no variable of Graceful: did you mean `GRACEFUL_BUDGET_MS`?",
    "`GRACEFUL_BUDGET` is no variable of Graceful: did you mean `GRACEFUL_BUDGET_MS`?",
    "`GRACEFUL_WHATEVER_IT_IS` is no variable of Graceful",
  ]);
});
