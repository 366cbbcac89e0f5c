import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { createServer } from "node:http";
import { graceful } from "@x/graceful-core";
import { describe, expect, test } from "vitest";
import type { OnDrainContext } from "../src/plan.js";
import type { ShutdownReport } from "../src/report.js";
import { lifecycleScene } from "./lifecycle-scene.js";
import { QUIET } from "./quiet-plan.js";

const PLAN = { budgetMs: 10_000, releaseMs: 1_000, idleGraceMs: 0, lameDuckMs: 0 };

/** A lifecycle, and what its `onDrain` was called with. */
function sceneWith(plan: object = {}) {
  const contexts: OnDrainContext[] = [];
  const onDrain = (context: OnDrainContext) => void contexts.push(context);
  const scene = lifecycleScene({ ...PLAN, ...plan, onDrain });
  const signal = () => contexts[0]?.signal as AbortSignal;
  return { ...scene, contexts, signal };
}

describe("closed", () => {
  test("begins nothing, and resolves at the end with the report that shutdown() has", async () => {
    const lifecycle = graceful(createServer(), QUIET);
    const told: ShutdownReport[] = [];
    void lifecycle.closed.then((report) => told.push(report));
    await new Promise((resolve) => setImmediate(resolve));
    expect([lifecycle.phase.name, told]).toEqual(["serving", []]);
    const report = await lifecycle.shutdown("test");
    expect(await lifecycle.closed).toBe(report);
    expect(told).toEqual([report]);
    expect(report.reason).toBe("test");
  });
});

describe("the signal of a lifecycle", () => {
  test("has the reason of the shutdown", async () => {
    const { clock, lifecycle } = lifecycleScene(PLAN);
    void lifecycle.startShutdown({ reason: "SIGTERM" });
    expect(lifecycle.signal.reason).toBeInstanceOf(DOMException);
    expect(lifecycle.signal.reason).toMatchObject({ name: "AbortError", message: "SIGTERM" });
    expect(lifecycle.signal.reason.cause).toBeUndefined();
    await clock.settle();
  });

  test("has the error of a crash as the cause of that", async () => {
    const { clock, lifecycle } = lifecycleScene(PLAN);
    const error = new Error("boom");
    void lifecycle.startShutdown({ reason: "uncaughtException", crashed: true, error });
    expect(lifecycle.signal.reason).toMatchObject({ message: "uncaughtException", cause: error });
    await clock.settle();
  });

  test("is a plain AbortError if shutdown() got an empty reason", async () => {
    const lifecycle = graceful(createServer(), QUIET);
    const report = lifecycle.shutdown("");
    expect(lifecycle.signal.reason).toMatchObject({ name: "AbortError" });
    expect((await report).reason).toBe("");
  });
});

describe("onDrain", () => {
  test("gets the reason, and no error", async () => {
    const { clock, lifecycle, contexts } = sceneWith();
    void lifecycle.startShutdown({ reason: "SIGTERM" });
    expect(contexts).toEqual([{ reason: "SIGTERM", error: undefined, signal: expect.any(AbortSignal) }]);
    await clock.settle();
  });

  test("gets the error of a crash, also where that came in the lame duck of a signal", async () => {
    const error = new Error("boom");
    const crash = { reason: "uncaughtException", crashed: true, error };
    const first = sceneWith();
    void first.lifecycle.startShutdown(crash);
    expect(first.contexts).toMatchObject([{ reason: "uncaughtException", error }]);
    await first.clock.settle();

    const later = sceneWith({ lameDuckMs: 1_000 });
    void later.lifecycle.startShutdown({ reason: "SIGTERM" });
    void later.lifecycle.startShutdown(crash);
    await later.clock.advance(1_000);
    expect(later.contexts).toMatchObject([{ reason: "SIGTERM", error }]);
  });

  test("has a signal that aborts when the drain is over", async () => {
    const { clock, server, lifecycle, signal } = sceneWith();
    const response = server.request(server.accept("busy"));
    void lifecycle.startShutdown({ reason: "SIGTERM" });
    await clock.advance(2_000);
    expect(signal().aborted).toBe(false);
    await response.flush();
    await clock.settle();
    expect(signal().aborted).toBe(true);
    expect([clock.timers, clock.turns]).toEqual([0, 0]);
  });

  test("has a signal that aborts at the deadline, in the moment in which what is left is cut", async () => {
    const { clock, journal, server, lifecycle, contexts } = sceneWith();
    const stuck = server.accept("stuck");
    stuck.isStuck = true;
    server.request(stuck);
    void lifecycle.startShutdown({ reason: "SIGTERM" });
    contexts[0]?.signal.addEventListener("abort", () => journal.note("onDrain's signal aborted"));
    await clock.advance(10_000);
    const entries = journal.read().filter((entry) => /^9\d+ (onDrain|cut|phase)/.test(entry));
    expect(entries.sort()).toEqual([
      "9000 cut /",
      "9000 onDrain's signal aborted",
      "9100 phase closed",
      "9100 phase releasing",
    ]);
  });

  test("has a signal that aborts at a second signal, before the drain is over", async () => {
    const { clock, server, lifecycle, signal } = sceneWith();
    server.request(server.accept("busy"));
    void lifecycle.startShutdown({ reason: "SIGTERM" });
    await clock.advance(2_000);
    lifecycle.forceCut(143, "SIGTERM again");
    expect([signal().aborted, lifecycle.phase.name]).toEqual([true, "draining"]);
    await clock.settle();
    expect([clock.timers, clock.turns]).toEqual([0, 0]);
  });

  test("has a signal that is aborted already where a second signal came in the lame duck", async () => {
    const seen: boolean[] = [];
    const { clock, lifecycle } = lifecycleScene({
      ...PLAN,
      lameDuckMs: 1_000,
      onDrain: ({ signal }) => seen.push(signal.aborted),
    });
    void lifecycle.startShutdown({ reason: "SIGTERM" });
    lifecycle.forceCut(143, "SIGTERM again");
    await clock.settle();
    expect(seen).toEqual([true]);
  });
});

describe("the report", () => {
  test("has the error of the first crash, whether it began the shutdown or came after", async () => {
    const [first, second] = [new Error("first"), new Error("second")];
    for (const trigger of [
      { reason: "SIGTERM" },
      { reason: "uncaughtException", crashed: true, error: first },
    ]) {
      const { clock, lifecycle } = lifecycleScene({ ...PLAN, lameDuckMs: 10 });
      const report = lifecycle.startShutdown(trigger);
      void lifecycle.startShutdown({ reason: "uncaughtException", crashed: true, error: first });
      void lifecycle.startShutdown({ reason: "uncaughtException", crashed: true, error: second });
      await clock.advance(10);
      expect((await report).error).toBe(first);
    }
  });

  test("has none without a crash", async () => {
    expect((await graceful(createServer(), QUIET).shutdown()).error).toBeUndefined();
  });
});

describe("the event forced", () => {
  test("is emitted once, before what it cuts, and published on diagnostics_channel", async () => {
    const { clock, journal, server, lifecycle } = lifecycleScene(PLAN);
    const heard: unknown[] = [];
    const listener = (message: unknown) => heard.push(message);
    subscribe("graceful:forced", listener);
    lifecycle.on("forced", ({ reason, exitCode }) => journal.note(`forced ${reason} ${exitCode}`));
    server.request(server.accept("slow"), "/slow");
    void lifecycle.startShutdown({ reason: "SIGTERM" });
    await clock.advance(1_000);
    lifecycle.forceCut(143, "SIGTERM again");
    lifecycle.forceCut(1, "Uncaught exception, the second crash");
    await clock.settle();
    lifecycle.forceCut(143, "SIGTERM again");
    unsubscribe("graceful:forced", listener);
    expect(journal.read().filter((entry) => /forced|cut/.test(entry))).toEqual([
      "1000 forced SIGTERM again 143",
      "1000 cut /slow",
      "1000 report cut 143",
    ]);
    expect(heard).toEqual([{ reason: "SIGTERM again", exitCode: 143 }]);
  });

  test("is not emitted for a shutdown that is not forced", async () => {
    const { clock, lifecycle } = lifecycleScene(PLAN);
    const heard: unknown[] = [];
    lifecycle.on("forced", (forced) => heard.push(forced));
    void lifecycle.startShutdown({ reason: "SIGTERM" });
    await clock.settle();
    expect([lifecycle.phase.name, heard]).toEqual(["closed", []]);
  });
});

describe("an event", () => {
  test("that does not exist, or without a listener, is refused", () => {
    const { lifecycle } = lifecycleScene();
    expect(() => lifecycle.on("reports" as never, () => {})).toThrow(
      /^\[INVALID_OPTION\] Expected `event` to be .*`"report"`, got `"reports"` \(string\)$/,
    );
    expect(() => lifecycle.on("report", undefined as never)).toThrow(
      "[INVALID_OPTION] Expected `listener` to be a function, got `undefined`",
    );
  });
});
