import { describe, expect, test } from "vitest";
import { type CheckResult, createHealthChecks } from "../src/health/health-checks.js";
import type { Check } from "../src/plan.js";
import { FakeClock } from "./fake-clock.js";
import { expectNoUnhandledRejections } from "./unhandled-rejections.js";

expectNoUnhandledRejections();

const hang = () => new Promise<never>(() => {});
const sayNo = (): never => {
  throw new Error("no");
};

interface Options {
  cacheMs?: number;
  timeoutMs?: number;
}

/** Checks on a clock of their own; `ask` moves it by `ms` and expects the answer by then. */
function watch(checks: Record<string, Check>, { cacheMs = 1_000, timeoutMs = 1_000 }: Options = {}) {
  const clock = new FakeClock();
  const steps = Object.entries(checks).map(([name, run]) => [name, { run, timeoutMs }] as const);
  const health = createHealthChecks({ checks: Object.fromEntries(steps), cacheMs, clock });
  return {
    clock,
    ...health,
    async ask(ms = 0): Promise<readonly CheckResult[]> {
      const answers: (readonly CheckResult[])[] = [];
      void health.results().then((results) => answers.push(results));
      await clock.advance(ms);
      const [answer] = answers;
      if (!answer) throw new Error(`No answer within ${ms} ms`);
      return answer;
    },
  };
}

/** A check that counts how often it was run. */
function counted(run: Check = () => {}) {
  const counter = { runs: 0, check };
  function check(context: { signal: AbortSignal }): unknown {
    counter.runs++;
    return run(context);
  }
  return counter;
}

describe("a check passes", () => {
  test.each<[string, Check]>([
    ["returns nothing", () => {}],
    ["returns null", () => null],
    ["returns 0", () => 0],
    ["resolves with rows", async () => [{ one: 1 }]],
    ["resolves in time", () => Promise.resolve()],
  ])("that %s", async (_, check) => {
    const { ask } = watch({ a: check });
    expect(await ask()).toMatchObject([{ name: "a", error: undefined }]);
  });
});

describe("a check fails", () => {
  test.each<[string, Check, string]>([
    ["throws", sayNo, "no"],
    ["rejects", async () => sayNo(), "no"],
    ["rejects with nothing", () => Promise.reject(), "undefined"],
    ["rejects with what cannot be printed", () => Promise.reject(Object.create(null)), "cannot be printed"],
    ["returns false", () => false, 'The check "a" returned false'],
    ["resolves with false", async () => false, 'The check "a" returned false'],
    ["hangs", hang, '[TIMED_OUT] The check "a" did not end within 1000 ms'],
  ])("that %s, and the others pass", async (_, check, message) => {
    const { ask, clock } = watch({ a: check, b: () => {} });
    const [a, b] = await ask(1_000);
    expect(a?.error?.message).toContain(message);
    expect(b?.error).toBeUndefined();
    expect(clock.timers).toBe(0);
  });

  test.each(["resolve", "reject"] as const)("whose time was up, though it %ss later", async (how) => {
    const settle = { resolve: (_: unknown) => {}, reject: (_: unknown) => {} };
    const check = () => new Promise((resolve, reject) => Object.assign(settle, { resolve, reject }));
    const { ask, clock } = watch({ a: check }, { timeoutMs: 100 });
    const [late] = await ask(100);
    settle[how](new Error("too late"));
    await clock.advance(100);
    const [after] = await ask();
    expect(late?.error).toMatchObject({ code: "TIMED_OUT" });
    expect(after).toBe(late);
  });
});

describe("the checks", () => {
  test("run side by side, each within its own time", async () => {
    const started: string[] = [];
    const note = (name: string) => () => {
      started.push(name);
      return hang();
    };
    const { results } = watch({ a: note("a"), b: note("b"), c: note("c") });
    void results();
    expect(started).toEqual(["a", "b", "c"]);
  });

  test("are answered in the order given, with the time each took", async () => {
    const { ask } = watch({ slow: hang, quick: () => {} }, { timeoutMs: 300 });
    const results = await ask(300);
    expect(results.map(({ name, durationMs }) => [name, durationMs])).toEqual([
      ["slow", 300],
      ["quick", 0],
    ]);
    for (const { time } of results) expect(new Date(time).toISOString()).toBe(time);
  });

  test("get a signal that aborts when their time is up, and only then", async () => {
    const signals: AbortSignal[] = [];
    const note = (end: () => unknown): Check => {
      return ({ signal }) => {
        signals.push(signal);
        return end();
      };
    };
    const { ask } = watch({ hung: note(hang), quick: note(() => {}) }, { timeoutMs: 300 });
    await ask(300);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    expect(signals[0]?.reason).toMatchObject({ code: "TIMED_OUT" });
  });

  test("that are cut have failed, and leave no timer", async () => {
    const { results, cut, clock } = watch({ a: hang });
    const asked = results();
    cut(new Error("shutting down"));
    expect((await asked).map(({ error }) => error?.message)).toEqual(["shutting down"]);
    expect(clock.timers).toBe(0);
  });

  test("of an empty plan have no results", async () => {
    const { ask } = watch({});
    expect(await ask()).toEqual([]);
  });
});

describe("a storm of probes runs each check once", () => {
  test("callers share a run that is in progress", async () => {
    const slow = counted(hang);
    const { results, clock } = watch({ slow: slow.check }, { cacheMs: 0, timeoutMs: 500 });
    const storm = Array.from({ length: 1_000 }, () => results());
    await clock.advance(250);
    storm.push(results());
    await clock.advance(250);
    const answers = new Set(await Promise.all(storm));
    expect([slow.runs, answers.size]).toEqual([1, 1]);
  });

  test("a result is reused until cacheMs after the run ended, and not longer", async () => {
    const slow = counted(hang);
    const { ask, clock } = watch({ slow: slow.check }, { cacheMs: 1_000, timeoutMs: 400 });
    await ask(400);
    await clock.advance(999);
    await ask();
    expect(slow.runs).toBe(1);
    await clock.advance(1);
    await ask(400);
    expect(slow.runs).toBe(2);
  });

  test("a failure is reused too", async () => {
    const broken = counted(sayNo);
    const { ask } = watch({ broken: broken.check });
    await ask();
    const [again] = await ask();
    expect([broken.runs, again?.error?.message]).toEqual([1, "no"]);
  });

  test("with cacheMs 0 the checks run anew for each probe that finds no run in progress", async () => {
    const quick = counted();
    const { ask } = watch({ quick: quick.check }, { cacheMs: 0 });
    await ask();
    await ask();
    expect(quick.runs).toBe(2);
  });

  test("a check that hangs forever is run again, so that one lost answer does not fail it forever", async () => {
    let healthy = false;
    const flaky = counted(() => (healthy ? undefined : hang()));
    const { ask } = watch({ flaky: flaky.check }, { cacheMs: 0 });
    const [first] = await ask(1_000);
    healthy = true;
    const [second] = await ask();
    expect([first?.error === undefined, second?.error === undefined]).toEqual([false, true]);
  });
});
