import { describe, expect, test } from "vitest";
import { createProbes, type ServedProbe } from "../src/health/create-probes.js";
import type { Check } from "../src/plan.js";
import type { ProbeAnswer } from "../src/target.js";
import { FakeClock } from "./fake-clock.js";

const PATHS = { live: "/livez", ready: "/readyz", startup: "/startupz" };
const SERVING = { started: true, shuttingDown: false };
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const sayNo = (): never => {
  throw new Error("connect ECONNREFUSED 10.0.0.7:5432");
};

interface Setting {
  checks?: Record<string, Check>;
  exposeErrors?: boolean;
  signal?: AbortSignal;
  paths?: Partial<typeof PATHS>;
}

/** Probes over a state that the test changes as it likes. */
function setUp({ checks = {}, exposeErrors = false, signal, paths = PATHS }: Setting = {}) {
  const clock = new FakeClock();
  const state = { ...SERVING };
  const steps = Object.entries(checks).map(([name, run]) => [name, { run, timeoutMs: 1_000 }] as const);
  const health = { ...paths, checks: Object.fromEntries(steps), cacheMs: 0, exposeErrors };
  const probes = createProbes({ health, state: () => state, signal, clock });
  const ask = (kind: ServedProbe["kind"]): Promise<ProbeAnswer> => {
    const served = probes.find((probe) => probe.kind === kind);
    if (!served) throw new Error(`No ${kind} probe`);
    return served.probe();
  };
  return { clock, state, probes, ask };
}

const bodyOf = ({ body }: ProbeAnswer) => JSON.parse(body);

describe("the probes through a life", () => {
  const starting = { started: false, shuttingDown: false };
  const ending = { started: true, shuttingDown: true };
  const endingEarly = { started: false, shuttingDown: true };

  test.each([
    ["during start-up", starting, { live: 200, ready: 503, startup: 503 }],
    ["while serving", SERVING, { live: 200, ready: 200, startup: 200 }],
    ["during the shutdown", ending, { live: 200, ready: 503, startup: 200 }],
    [
      "during a shutdown that came before start-up was over",
      endingEarly,
      { live: 200, ready: 503, startup: 503 },
    ],
  ])("%s", async (_, now, expected) => {
    const { state, ask } = setUp();
    Object.assign(state, now);
    const [live, ready, startup] = await Promise.all([ask("live"), ask("ready"), ask("startup")]);
    expect({ live: live.status, ready: ready.status, startup: startup.status }).toEqual(expected);
  });

  test("readiness says why it fails", async () => {
    const { state, ask } = setUp();
    state.started = false;
    expect(bodyOf(await ask("ready"))).toEqual({ status: "fail", output: "starting up" });
    expect(bodyOf(await ask("startup"))).toEqual({ status: "fail", output: "starting up" });
    state.shuttingDown = true;
    expect(bodyOf(await ask("ready"))).toEqual({ status: "fail", output: "shutting down" });
  });

  test("only the probes of the plan are there, in the order live, ready, startup", () => {
    expect(setUp().probes.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      "live /livez",
      "ready /readyz",
      "startup /startupz",
    ]);
    expect(setUp({ paths: { ready: "/r" } }).probes.map(({ kind }) => kind)).toEqual(["ready"]);
  });
});

describe("readiness and its checks", () => {
  test("one that fails makes readiness fail, but not liveness or start-up", async () => {
    const { ask } = setUp({ checks: { postgres: sayNo, redis: () => {} } });
    const [live, ready, startup] = await Promise.all([ask("live"), ask("ready"), ask("startup")]);
    expect([live.status, ready.status, startup.status]).toEqual([200, 503, 200]);
  });

  test("checks run only after start-up, and until the first moment of the shutdown", async () => {
    let runs = 0;
    const { state, ask } = setUp({ checks: { postgres: () => void runs++ } });
    state.started = false;
    await ask("ready");
    Object.assign(state, { started: true, shuttingDown: true });
    await ask("ready");
    expect(runs).toBe(0);
  });

  test("a probe that waits for checks when the shutdown begins is answered 503 at once", async () => {
    const shutdown = new AbortController();
    const { clock, state, ask } = setUp({
      checks: { postgres: () => new Promise(() => {}) },
      signal: shutdown.signal,
    });
    const asked = ask("ready");
    state.shuttingDown = true;
    shutdown.abort();
    expect(bodyOf(await asked)).toEqual({ status: "fail", output: "shutting down" });
    expect([clock.now(), clock.timers]).toEqual([0, 0]);
  });

  test("a shutdown that begins while a check passes is not answered with 200", async () => {
    const { state, ask } = setUp({
      checks: {
        async postgres() {
          state.shuttingDown = true;
        },
      },
    });
    expect((await ask("ready")).status).toBe(503);
  });
});

describe("the body", () => {
  test("holds nothing but the status where there is no check", async () => {
    const { ask } = setUp();
    expect((await ask("live")).body).toBe('{"status":"pass"}');
    expect((await ask("ready")).body).toBe('{"status":"pass"}');
  });

  test("has an array for each check, with its status, its duration in ms and its time", async () => {
    const { ask } = setUp({ checks: { postgres: () => {}, redis: () => {} } });
    const passed = [
      { status: "pass", observedValue: 0, observedUnit: "ms", time: expect.stringMatching(TIME) },
    ];
    expect(bodyOf(await ask("ready"))).toEqual({
      status: "pass",
      checks: { "postgres:responseTime": passed, "redis:responseTime": passed },
    });
  });

  test("shows the duration that the check took", async () => {
    const { clock, ask } = setUp({
      checks: { postgres: () => new Promise((end) => clock.after(12.3456, () => end(1))) },
    });
    const asked = ask("ready");
    await clock.advance(20);
    expect(bodyOf(await asked).checks["postgres:responseTime"][0].observedValue).toBe(12.3);
  });

  test("leaves a name with a colon as it is: the draft allows one, and it has its measurement already", async () => {
    const { ask } = setUp({ checks: { "queue:utilization": () => {} } });
    expect(Object.keys(bodyOf(await ask("ready")).checks)).toEqual(["queue:utilization"]);
  });

  test("may contain a check named `__proto__`", async () => {
    const { ask } = setUp({ checks: { ["__proto__"]: () => {}, constructor: () => {} } });
    expect((await ask("ready")).body).toMatch(/"__proto__:responseTime":.*"constructor:responseTime":/);
  });

  test("does not contain the error", async () => {
    const { ask } = setUp({ checks: { postgres: sayNo } });
    const answer = await ask("ready");
    expect(bodyOf(answer).checks["postgres:responseTime"]).toEqual([
      { status: "fail", observedValue: 0, observedUnit: "ms", time: expect.stringMatching(TIME) },
    ]);
    expect(answer.body).not.toContain("ECONNREFUSED");
  });

  test("contains the reason of a failure with exposeErrors", async () => {
    const { ask } = setUp({ checks: { postgres: sayNo, redis: () => {} }, exposeErrors: true });
    const { checks } = bodyOf(await ask("ready"));
    expect(checks["postgres:responseTime"][0].output).toBe("connect ECONNREFUSED 10.0.0.7:5432");
    expect(checks["redis:responseTime"][0]).not.toHaveProperty("output");
  });
});

test("the headers name the format, the length in bytes, and forbid every cache", async () => {
  const gone = () => Promise.reject(new Error("Übertragung → gescheitert"));
  const { ask } = setUp({ checks: { postgres: gone }, exposeErrors: true });
  const { headers, body } = await ask("ready");
  expect(headers).toEqual({
    "content-type": "application/health+json",
    "content-length": String(Buffer.from(body).length),
    "cache-control": "no-store",
  });
});
