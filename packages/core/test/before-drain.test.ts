import { once } from "node:events";
import { createServer } from "node:http";
import { graceful } from "@x/graceful-core";
import { describe, expect, test } from "vitest";
import type { BeforeDrainContext } from "../src/plan.js";
import { lifecycleScene } from "./lifecycle-scene.js";
import { QUIET } from "./quiet-plan.js";
import { expectNoUnhandledRejections } from "./unhandled-rejections.js";
import { connect, listen } from "./wire.js";

expectNoUnhandledRejections();

/** The bound of `beforeDrain` is half of what the releases leave: 4500 ms. */
const PLAN = { budgetMs: 10_000, releaseMs: 1_000, idleGraceMs: 0, lameDuckMs: 0 };

const hang = () => new Promise<never>(() => {});
const boom = (): never => {
  throw new Error("boom");
};

/** A lifecycle with a `beforeDrain` that ends when the test says so. */
function sceneWith(plan: object) {
  const contexts: BeforeDrainContext[] = [];
  let end = () => {};
  const beforeDrain = (context: BeforeDrainContext) => {
    contexts.push(context);
    return new Promise<void>((resolve) => (end = resolve));
  };
  const scene = lifecycleScene({ ...PLAN, ...plan, beforeDrain });
  return { ...scene, contexts, end: () => end() };
}

const phases = (journal: { read(): string[] }) => journal.read().filter((entry) => entry.includes("phase"));

describe("beforeDrain", () => {
  test("gets the reason, and is awaited while the server still accepts and responses say close", async () => {
    const { clock, journal, server, lifecycle, contexts, end } = sceneWith({});
    const report = lifecycle.startShutdown({ reason: "SIGTERM" });
    expect(lifecycle.phase).toEqual({ name: "lame-duck", reason: "SIGTERM", untilMs: 4_500 });
    expect(contexts).toMatchObject([{ reason: "SIGTERM", signal: { aborted: false } }]);
    await clock.advance(3_000);
    const response = server.request(server.accept("newcomer"));
    expect(response.shouldKeepAlive).toBe(false);
    await response.flush();
    expect([server.listening, lifecycle.signal.aborted]).toEqual([true, false]);
    end();
    await clock.settle();
    expect(phases(journal)).toEqual([
      "0 phase lame-duck",
      "3000 phase draining",
      "3000 phase releasing",
      "3000 phase closed",
    ]);
    expect(contexts[0]?.signal.aborted).toBe(false);
    const { outcome, releases, phases: took, requests } = await report;
    expect({ outcome, releases, requests }).toMatchObject({
      outcome: "clean",
      releases: [],
      requests: { total: 1, answered: 1 },
    });
    expect(took).toEqual({ "lame-duck": 3_000, draining: 0, releasing: 0 });
    expect([clock.timers, clock.turns]).toEqual([0, 0]);
  });

  test("runs side by side with the lame duck, which lasts no longer for it", async () => {
    for (const [endsAtMs, drainsAtMs] of [
      [500, 2_000],
      [2_000, 2_000],
      [3_000, 3_000],
    ] as const) {
      const { clock, journal, lifecycle, end } = sceneWith({ lameDuckMs: 2_000 });
      void lifecycle.startShutdown({ reason: "SIGTERM" });
      await clock.advance(endsAtMs);
      end();
      await clock.advance(5_000);
      expect(phases(journal).slice(0, 2)).toEqual(["0 phase lame-duck", `${drainsAtMs} phase draining`]);
    }
  });

  test("that returns at once makes a lame duck of 0 ms if there is no other", async () => {
    const { clock, journal, lifecycle, log } = lifecycleScene({ ...PLAN, beforeDrain: () => "anything" });
    const report = lifecycle.startShutdown({ reason: "SIGTERM" });
    await clock.settle();
    expect(phases(journal).slice(0, 2)).toEqual(["0 phase lame-duck", "0 phase draining"]);
    expect(await report).toMatchObject({ outcome: "clean", releases: [] });
    expect(log.map((line) => line.split(/[:,]/, 2).join())).toEqual([
      expect.stringContaining("SIGTERM, still accepting"),
      expect.stringContaining("The lame duck is over, draining 0 connections"),
      expect.stringContaining("Closed in"),
    ]);
  });

  test.each([
    ["throws", boom],
    ["rejects", () => Promise.reject(new Error("boom"))],
  ])("that %s is logged, stands in the report as failed, and stops nothing", async (_, beforeDrain) => {
    const { clock, journal, lifecycle, log } = lifecycleScene({
      ...PLAN,
      lameDuckMs: 2_000,
      beforeDrain,
      release: { postgres: () => {} },
    });
    const report = lifecycle.startShutdown({ reason: "SIGTERM" });
    await clock.settle();
    expect(log[1]).toBe("`beforeDrain` failed after 0 ms: boom");
    await clock.advance(3_000);
    expect(journal.read().filter((entry) => !entry.includes("app"))).toEqual([
      "0 phase lame-duck",
      "0 beforeDrain failed",
      "2000 phase draining",
      "2000 listener closed",
      "2000 phase releasing",
      "2000 postgres done",
      "2000 phase closed",
      "2000 report failed 1",
    ]);
    expect((await report).releases).toEqual([
      { name: "beforeDrain", status: "failed", durationMs: 0, error: new Error("boom") },
      { name: "postgres", status: "done", durationMs: 0 },
    ]);
  });

  test("that hangs may take half of what the releases leave, and the drain is shortened for it", async () => {
    const { clock, journal, server, lifecycle, contexts, log } = sceneWith({ release: { postgres: hang } });
    server.request(server.accept("slow"), "/slow");
    const report = lifecycle.startShutdown({ reason: "SIGTERM" });
    await clock.advance(4_499);
    expect(contexts[0]?.signal.aborted).toBe(false);
    await clock.advance(1);
    const { signal } = contexts[0] as BeforeDrainContext;
    expect(signal.reason).toMatchObject({ code: "TIMED_OUT" });
    expect(lifecycle.phase).toEqual({ name: "draining", reason: "SIGTERM", deadlineMs: 9_000 });
    await clock.advance(10_000);
    expect(journal.read().filter((entry) => /phase|cut|failed/.test(entry))).toEqual([
      "0 phase lame-duck",
      "4500 beforeDrain failed",
      "4500 phase draining",
      "9000 cut /slow",
      "9000 phase releasing",
      "10000 postgres failed",
      "10000 phase closed",
      "10000 report cut 1",
    ]);
    expect(log[1]).toBe(
      "`beforeDrain` failed after 4.5 s: [TIMED_OUT] `beforeDrain` did not end within 4500 ms",
    );
    expect(await report).toMatchObject({ durationMs: 10_000, releases: [{ name: "beforeDrain" }, {}] });
    expect([clock.timers, clock.turns]).toEqual([0, 0]);
  });

  test("may take the whole lame duck if that is longer", async () => {
    const { clock, journal, lifecycle } = sceneWith({ lameDuckMs: 8_000 });
    void lifecycle.startShutdown({ reason: "SIGTERM" });
    expect(lifecycle.phase).toMatchObject({ untilMs: 8_000 });
    await clock.advance(10_000);
    expect(phases(journal).slice(0, 2)).toEqual(["0 phase lame-duck", "8000 phase draining"]);
  });

  test("takes nothing from a drain that still fits", async () => {
    const { clock, server, lifecycle } = sceneWith({ drainMs: 500 });
    server.request(server.accept("slow"));
    void lifecycle.startShutdown({ reason: "SIGTERM" });
    await clock.advance(4_500);
    expect(lifecycle.phase).toMatchObject({ name: "draining", deadlineMs: 5_000 });
    await clock.advance(500);
  });

  test("leaves idle connections their grace within the drain that is left: they are closed, not cut", async () => {
    const { clock, server, lifecycle } = sceneWith({
      budgetMs: 1_000,
      releaseMs: 500,
      idleGraceMs: undefined,
    });
    server.accept("idle");
    const report = lifecycle.startShutdown({ reason: "SIGTERM" });
    await clock.advance(1_000);
    expect(await report).toMatchObject({ outcome: "failed", cuts: [], phases: { draining: 125 } });
  });

  test("is not awaited any longer after a second signal, and its signal aborts", async () => {
    for (const lameDuckMs of [0, 2_000]) {
      const { clock, lifecycle, contexts } = sceneWith({ lameDuckMs });
      const report = lifecycle.startShutdown({ reason: "SIGTERM" });
      await clock.advance(1_000);
      lifecycle.forceCut(143, "SIGTERM again");
      expect(contexts[0]?.signal).toMatchObject({ aborted: true, reason: { code: "TIMED_OUT" } });
      await clock.settle();
      expect(await report).toMatchObject({
        durationMs: 1_000,
        exitCode: 143,
        releases: [{ name: "beforeDrain", error: { message: "[TIMED_OUT] `beforeDrain` was cut short" } }],
      });
      expect([clock.timers, clock.turns]).toEqual([0, 0]);
    }
  });

  test("that rejects after its time was up causes no unhandled rejection", async () => {
    const { clock, lifecycle } = lifecycleScene({
      ...PLAN,
      beforeDrain: ({ signal }) =>
        new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("late")))),
    });
    const report = lifecycle.startShutdown({ reason: "SIGTERM" });
    await clock.advance(5_000);
    expect((await report).releases).toMatchObject([{ error: { code: "TIMED_OUT" } }]);
  });

  test("lets a real server accept and answer meanwhile, and no longer", async () => {
    const server = createServer((_request, response) => response.end("hello"));
    let deregistered = () => {};
    const lifecycle = graceful(server, {
      ...QUIET,
      health: { ready: "/readyz" },
      beforeDrain: () => new Promise<void>((resolve) => (deregistered = resolve)),
    });
    const port = await listen(server);
    const report = lifecycle.shutdown("SIGTERM");
    expect(lifecycle.phase.name).toBe("lame-duck");
    expect((await (await connect(port)).get("/readyz").closed()).received).toMatch(/^HTTP\/1\.1 503 /);
    const { received } = await (await connect(port)).get("/").closed();
    expect(received).toMatch(/Connection: close.*hello$/s);
    const closed = once(server, "close");
    deregistered();
    await closed;
    await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toMatchObject({
      cause: { code: "ECONNREFUSED" },
    });
    expect(await report).toMatchObject({ outcome: "clean", requests: { answered: 2 }, releases: [] });
  });
});
