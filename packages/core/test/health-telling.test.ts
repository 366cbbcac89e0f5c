import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { createServer } from "node:http";
import { type CheckChange, graceful, type HealthPlan } from "@x/graceful-core";
import { describe, expect, onTestFinished, test } from "vitest";
import { createHealthChecks } from "../src/health/health-checks.js";
import { FakeClock } from "./fake-clock.js";
import { loggerInto } from "./lifecycle-scene.js";
import { QUIET } from "./quiet-plan.js";
import { listen, portOf } from "./wire.js";

/** Checks that fail as the test says, and what they told. */
function watch(names: readonly string[] = ["postgres"]) {
  const clock = new FakeClock();
  const failures = new Map<string, unknown>();
  const told: CheckChange[] = [];
  const run = (name: string) => () => {
    if (failures.has(name)) throw failures.get(name);
  };
  const checks = Object.fromEntries(names.map((name) => [name, { run: run(name), timeoutMs: 1_000 }]));
  const health = createHealthChecks({ checks, cacheMs: 0, clock, onChange: (change) => told.push(change) });
  const texts = () =>
    told.splice(0).map(({ name, status, error }) => `${name} ${status} ${error?.message ?? ""}`.trim());
  return { ...health, clock, failures, texts };
}

describe("a check tells", () => {
  test("nothing while it passes", async () => {
    const { results, texts } = watch();
    await results();
    await results();
    expect(texts()).toEqual([]);
  });

  test("that it begins to fail, once, also where it has never passed", async () => {
    const { results, failures, texts } = watch();
    failures.set("postgres", new Error("connection refused"));
    await results();
    await results();
    expect(texts()).toEqual(["postgres fail connection refused"]);
  });

  test("that it fails with another message, and that it passes again", async () => {
    const { results, failures, texts } = watch();
    await results();
    for (const message of ["connection refused", "timeout", "timeout", "connection refused", ""]) {
      failures.set("postgres", new Error(message));
      await results();
    }
    failures.clear();
    await results();
    await results();
    expect(texts()).toEqual([
      "postgres fail connection refused",
      "postgres fail timeout",
      "postgres fail connection refused",
      "postgres fail",
      "postgres pass",
    ]);
  });

  test("each check separately", async () => {
    const { results, failures, texts } = watch(["postgres", "redis"]);
    failures.set("redis", "gone");
    await results();
    failures.set("postgres", new Error("refused"));
    await results();
    failures.delete("redis");
    await results();
    expect(texts()).toEqual(["redis fail gone", "postgres fail refused", "redis pass"]);
  });

  test("that it was too slow, or returned false", async () => {
    const clock = new FakeClock();
    const told: string[] = [];
    const { results } = createHealthChecks({
      checks: {
        slow: { run: () => new Promise(() => {}), timeoutMs: 50 },
        no: { run: () => false, timeoutMs: 50 },
      },
      cacheMs: 0,
      clock,
      onChange: ({ name, error }) => told.push(`${name}: ${error?.message}`),
    });
    void results();
    await clock.advance(50);
    expect(told).toEqual([
      'no: The check "no" returned false',
      'slow: [TIMED_OUT] The check "slow" did not end within 50 ms',
    ]);
  });

  test("nothing when it is cut by the shutdown, or after that", async () => {
    const clock = new FakeClock();
    const told: CheckChange[] = [];
    let passes = true;
    const { results, cut } = createHealthChecks({
      checks: { hung: { run: () => (passes ? new Promise(() => {}) : false), timeoutMs: 50 } },
      cacheMs: 0,
      clock,
      onChange: (change) => told.push(change),
    });
    const asked = results();
    cut(new Error("shutting down"));
    expect((await asked)[0]?.error?.message).toBe("shutting down");
    passes = false;
    await results();
    expect(told).toEqual([]);
  });
});

describe("a lifecycle reports its checks", () => {
  async function serve(health: HealthPlan) {
    const log: string[] = [];
    const { info, warn, error } = loggerInto(log);
    const server = createServer();
    const lifecycle = graceful(server, {
      ...QUIET,
      logger: { info: (line) => info(`info ${line}`), warn: (line) => warn(`warn ${line}`), error },
      health: { ready: "/readyz", cacheMs: 0, ...health },
    });
    const port = await listen(server);
    onTestFinished(async () => void (await lifecycle.shutdown()));
    const ask = async () => {
      const response = await fetch(`http://127.0.0.1:${port}/readyz`, { headers: { connection: "close" } });
      return { status: response.status, body: await response.text() };
    };
    return { lifecycle, ask, log };
  }

  test("once in the log, as the event check, and on diagnostics_channel; the body stays silent", async () => {
    let failure: Error | undefined = new Error("connection\nrefused");
    const { lifecycle, ask, log } = await serve({
      checks: {
        postgres: () => {
          if (failure) throw failure;
        },
      },
    });
    const [told, heard]: unknown[][] = [[], []];
    const listener = (message: unknown) => heard?.push(message);
    subscribe("graceful:check", listener);
    onTestFinished(() => void unsubscribe("graceful:check", listener));
    lifecycle.on("check", (change) => told?.push(change));

    const first = await ask();
    expect(first.status).toBe(503);
    expect(first.body).not.toContain("refused");
    await ask();
    expect(told).toEqual([{ name: "postgres", status: "fail", error: failure }]);
    failure = undefined;
    expect((await ask()).status).toBe(200);
    await ask();
    expect(told?.[1]).toEqual({ name: "postgres", status: "pass", error: undefined });
    expect([told, heard]).toEqual([told, told]);
    expect(told).toHaveLength(2);
    expect(log).toEqual([
      'warn The readiness check "postgres" fails: connection\\x0arefused',
      'info The readiness check "postgres" passes again',
    ]);
  });

  test("by its code where what it threw has no message, as of several addresses that all refuse", async () => {
    const error = Object.assign(new AggregateError([], ""), { code: "ECONNREFUSED" });
    const { ask, log } = await serve({ checks: { postgres: () => Promise.reject(error) } });
    await ask();
    expect(log).toEqual(['warn The readiness check "postgres" fails: ECONNREFUSED']);
  });

  test("to listeners that throw, without an effect on the answer and the log", async () => {
    const { lifecycle, ask, log } = await serve({ checks: { postgres: () => false } });
    lifecycle.on("check", () => {
      throw new Error("boom");
    });
    expect((await ask()).status).toBe(503);
    expect(log).toEqual([
      'warn The readiness check "postgres" fails: The check "postgres" returned false',
      'A listener of "check" threw: boom',
    ]);
  });
});

describe("healthPort", () => {
  test("is the port on which the probes answer, where the plan says 0", async () => {
    const lifecycle = graceful(createServer(), { ...QUIET, health: { live: "/livez", port: 0 } });
    const port = await lifecycle.healthPort;
    expect(port).toBeGreaterThan(0);
    expect((await fetch(`http://127.0.0.1:${port}/livez`)).status).toBe(200);
    await lifecycle.shutdown();
  });

  test("is undefined where there are no probes, where they are on the app, and where it cannot be had", async () => {
    const taken = createServer();
    const port = await listen(taken);
    const log: string[] = [];
    for (const health of [undefined, { live: "/livez" }, { live: "/livez", port, host: "127.0.0.1" }]) {
      const lifecycle = graceful(createServer(), { ...QUIET, logger: loggerInto(log), health });
      expect(await lifecycle.healthPort).toBeUndefined();
      await lifecycle.shutdown();
    }
    expect(log.filter((line) => line.includes(`${port}`))).toEqual([
      expect.stringMatching(/^\[INVALID_OPTION\] Expected `health\.port`.*EADDRINUSE/),
    ]);
    expect(portOf(taken)).toBe(port);
    taken.close();
  });
});
