import { describe, expect, test } from "vitest";
import { lifecycleScene } from "./lifecycle-scene.js";

const hangs = () => new Promise<void>(() => {});

describe("nothing outlives the budget:", () => {
  test("a hung handler, a hung framework and a hung release end within it together", async () => {
    const { clock, journal, server, lifecycle, ends } = lifecycleScene(
      { budgetMs: 10_000, lameDuckMs: 2_000, release: { postgres: hangs, redis: hangs, log: () => {} } },
      { close: hangs },
    );
    server.request(server.accept("slow"), "/slow");
    const report = lifecycle.startShutdown({ reason: "SIGTERM" });
    await clock.advance(10_000);
    expect(journal.read().filter((entry) => !entry.includes("slow:"))).toEqual([
      "0 phase lame-duck",
      "2000 phase draining",
      "2000 listener closed",
      "9000 cut /slow",
      "9000 phase releasing",
      "9500 app failed",
      "9500 log done",
      "10000 postgres failed",
      "10000 redis failed",
      "10000 app: not watched any more",
      "10000 phase closed",
      "10000 report cut 1",
    ]);
    expect((await report).durationMs).toBe(10_000);
    expect(ends).toEqual([{ deadlineMs: 10_000, mayExit: true, exitCode: 1 }]);
    expect([clock.timers, clock.turns]).toEqual([0, 0]);
  });

  test("a socket that never says that it is closed takes its 100 ms from the releases", async () => {
    const { clock, journal, server, lifecycle } = lifecycleScene({
      budgetMs: 1_000,
      lameDuckMs: 0,
      releaseMs: 150,
      release: { postgres: hangs },
    });
    const stuck = server.accept("stuck");
    stuck.isStuck = true;
    server.request(stuck);
    void lifecycle.startShutdown({ reason: "SIGTERM" });
    await clock.advance(1_000);
    expect(journal.read().slice(-4)).toEqual([
      "1000 postgres failed",
      "1000 app: not watched any more",
      "1000 phase closed",
      "1000 report cut 1",
    ]);
  });

  test("a release has all that the drain left over, and its own time where it has one", async () => {
    const { clock, lifecycle } = lifecycleScene({
      budgetMs: 10_000,
      release: { patient: hangs, impatient: { run: hangs, timeoutMs: 300 } },
    });
    const report = lifecycle.startShutdown({ reason: "SIGTERM" });
    await clock.advance(10_000);
    expect((await report).releases).toMatchObject([
      { name: "impatient", status: "failed", durationMs: 300, error: { code: "TIMED_OUT" } },
      { name: "patient", status: "failed", durationMs: 10_000, error: { code: "TIMED_OUT" } },
    ]);
  });
});

describe("a second signal", () => {
  const PLAN = { budgetMs: 20_000, lameDuckMs: 5_000, releaseMs: 2_000 };

  test("ends the lame duck and cuts everything now", async () => {
    const { clock, journal, server, lifecycle } = lifecycleScene(PLAN);
    server.request(server.accept("slow"), "/slow");
    const report = lifecycle.startShutdown({ reason: "SIGTERM" });
    await clock.advance(1_000);
    lifecycle.forceCut(143, "SIGTERM again");
    await clock.settle();
    expect(journal.read().filter((entry) => !entry.includes("slow:"))).toEqual([
      "0 phase lame-duck",
      "1000 phase draining",
      "1000 listener closed",
      "1000 cut /slow",
      "1000 phase releasing",
      "1000 app: close",
      "1000 app: not watched any more",
      "1000 phase closed",
      "1000 report cut 143",
    ]);
    expect((await report).exitCode).toBe(143);
    expect(clock.timers).toBe(0);
  });

  test("leaves the framework and the releases together what was kept back for them", async () => {
    const { clock, journal, lifecycle } = lifecycleScene(
      { ...PLAN, lameDuckMs: 0, release: { postgres: hangs } },
      { close: hangs },
    );
    const report = lifecycle.startShutdown({ reason: "SIGTERM" });
    await clock.advance(1_000);
    lifecycle.forceCut(143, "SIGTERM again");
    await clock.advance(2_000);
    expect(journal.read().slice(-4)).toEqual([
      "3000 postgres failed",
      "3000 app: not watched any more",
      "3000 phase closed",
      "3000 report failed 143",
    ]);
    expect((await report).exitCode).toBe(143);
    expect(clock.timers).toBe(0);
  });

  test("keeps the code of the first one that forced it", async () => {
    const { clock, lifecycle } = lifecycleScene({ ...PLAN, release: { postgres: hangs } });
    const report = lifecycle.startShutdown({ reason: "SIGTERM" });
    lifecycle.forceCut(143, "SIGTERM again");
    lifecycle.forceCut(130, "SIGTERM again");
    await clock.advance(10_000);
    expect((await report).exitCode).toBe(143);
  });

  test("after the end changes nothing and sets no timer", async () => {
    const { clock, lifecycle } = lifecycleScene({ budgetMs: 1_000 });
    const report = lifecycle.startShutdown({ reason: "SIGTERM" });
    await clock.settle();
    lifecycle.forceCut(143, "SIGTERM again");
    expect((await report).exitCode).toBe(0);
    expect(clock.timers).toBe(0);
  });
});
