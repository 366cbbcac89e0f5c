import { describe, expect, test } from "vitest";
import { silentLogger } from "../src/logger.js";
import type { ShutdownPlan } from "../src/plan.js";
import { recognisePlatform } from "../src/planning/platform.js";
import { resolvePlan } from "../src/planning/resolve-plan.js";

const platform = recognisePlatform({}, 1);
const resolve = (plan?: ShutdownPlan, os: NodeJS.Platform = "linux") => resolvePlan(plan, platform, os);
const run = () => {};

test("without a plan everything is a default", () => {
  expect(resolve()).toEqual({
    signals: ["SIGTERM", "SIGINT"],
    message: true,
    otherSignalListeners: "after",
    holdExit: true,
    settleMs: 500,
    budget: {
      budgetMs: 9_000,
      lameDuckMs: 0,
      drainMs: 8_100,
      releaseMs: 900,
      idleGraceMs: 1_000,
      upgradeGraceMs: 3_000,
    },
    platform,
    interruptIdleGraceMs: 0,
    spreadMs: 1_000,
    whileDraining: "serve",
    eventStreams: "close",
    health: undefined,
    releases: new Map(),
    webSockets: [],
    beforeDrain: undefined,
    onDrain: undefined,
    crash: "off",
    startup: "automatic",
    exit: true,
    logger: undefined,
  });
});

test("an option that is undefined counts as left out", () => {
  expect(resolve({ signals: undefined, exit: undefined, logger: undefined, health: undefined })).toEqual(
    resolve({}),
  );
});

test("a wrong plan is refused, also null", () => {
  expect(() => resolve({ budgetMs: 0 })).toThrow("[INVALID_OPTION] Expected `budgetMs`");
  expect(() => resolve(null as never)).toThrow(
    "[INVALID_OPTION] Expected the plan to be an object, got `null`",
  );
  expect(() => resolve({ drainMs: 9_000 })).toThrow(
    "[INVALID_OPTION] drainMs 9000 + releaseMs 900 = 9900 exceeds",
  );
});

describe("signals", () => {
  test("on Windows SIGBREAK and SIGHUP are among the defaults", () => {
    expect(resolve({}, "win32").signals).toEqual(["SIGTERM", "SIGINT", "SIGBREAK", "SIGHUP"]);
  });

  test("false means none, and no IPC message either", () => {
    expect(resolve({ signals: false })).toMatchObject({ signals: [], message: false });
  });

  test("a list is used as it is on every system, each signal once", () => {
    const signals: NodeJS.Signals[] = ["SIGUSR2", "SIGTERM", "SIGUSR2"];
    expect(resolve({ signals }, "win32")).toMatchObject({ signals: ["SIGUSR2", "SIGTERM"], message: true });
  });
});

test("on Ctrl+C the idle grace is 0 unless the plan names one", () => {
  expect(resolve({ idleGraceMs: 300 })).toMatchObject({
    interruptIdleGraceMs: 300,
    budget: { idleGraceMs: 300 },
  });
});

test("health gets its own defaults, and every check becomes a step", () => {
  const checks = { db: run, store: { run, timeoutMs: 50 }, redis: undefined as never };
  expect(resolve({ health: { ready: "/readyz", checks } }).health).toEqual({
    live: undefined,
    ready: "/readyz",
    startup: undefined,
    port: undefined,
    host: undefined,
    checks: { db: { run, timeoutMs: 1_000 }, store: { run, timeoutMs: 50 } },
    cacheMs: 1_000,
    exposeErrors: false,
  });
});

test("releases keep their order, and `undefined` ones are dropped", () => {
  const pool = { end: run };
  const release = { queue: run, redis: undefined as never, pool, cache: { run, after: ["queue"] } };
  expect([...resolve({ release }).releases]).toEqual([
    ["queue", run],
    ["pool", pool],
    ["cache", { run, after: ["queue"], timeoutMs: undefined }],
  ]);
});

test("a release may have any name, that of a prototype too", () => {
  const release = JSON.parse('{"__proto__": 1, "constructor": 1}');
  for (const name of Object.keys(release))
    Object.defineProperty(release, name, { value: run, enumerable: true });
  expect([...resolve({ release }).releases.keys()]).toEqual(["__proto__", "constructor"]);
});

test("a closeable is passed on as it is, even if it has a `run` of its own", () => {
  const runner = { run, close: run };
  expect(resolve({ release: { runner } }).releases.get("runner")).toBe(runner);
});

test("one WebSocket server is a list of one", () => {
  const server = { clients: new Set<never>() };
  expect(resolve({ webSockets: server }).webSockets).toEqual([server]);
  expect(resolve({ webSockets: [server, server] }).webSockets).toHaveLength(2);
});

test("logger false is silent", () => {
  expect(resolve({ logger: false }).logger).toBe(silentLogger);
  expect(resolve({ logger: console }).logger).toBe(console);
});

test("the plan is not written to and not kept: later changes to it have no effect", () => {
  const plan = {
    signals: ["SIGTERM"] as NodeJS.Signals[],
    health: { ready: "/a", checks: { db: { run, timeoutMs: 10 } } },
    release: { queue: run, db: { run, after: ["queue"], timeoutMs: 10 } },
    webSockets: [{ clients: new Set<never>() }],
  };
  const before = structuredClone({ ...plan, health: plan.health.ready, release: Object.keys(plan.release) });
  const resolved = resolve(plan);
  const first = JSON.stringify(resolved.health) + JSON.stringify([...resolved.releases]);
  expect(structuredClone({ ...plan, health: plan.health.ready, release: Object.keys(plan.release) })).toEqual(
    before,
  );

  plan.signals.push("SIGINT");
  plan.health.ready = "/b";
  plan.health.checks.db.timeoutMs = 20;
  plan.release.db.after.push("nobody");
  plan.release.db.timeoutMs = 20;
  Object.assign(plan.release, { late: run });
  plan.webSockets.pop();
  expect(JSON.stringify(resolved.health) + JSON.stringify([...resolved.releases])).toBe(first);
  expect(resolved).toMatchObject({ signals: ["SIGTERM"], webSockets: [{}] });
});
