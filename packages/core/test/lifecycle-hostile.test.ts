import { describe, expect, test } from "vitest";
import { lifecycleScene } from "./lifecycle-scene.js";

const PLAN = { budgetMs: 10_000, releaseMs: 1_000, idleGraceMs: 0, lameDuckMs: 0 };
const END = ["0 phase closed", "0 report clean 0"];

const boom = (): never => {
  throw new Error("boom");
};

describe("a shutdown is not stopped by", () => {
  test("an onDrain that throws, rejects or hangs", async () => {
    for (const onDrain of [boom, () => Promise.reject(new Error("boom")), () => new Promise(() => {})]) {
      const { clock, journal, lifecycle, log } = lifecycleScene({ ...PLAN, onDrain });
      void lifecycle.startShutdown({ reason: "test" });
      await clock.settle();
      expect(journal.read().slice(-2)).toEqual(END);
      expect(log.slice(1, -1)).toEqual(
        onDrain.toString().includes("new Promise") ? [] : ["`onDrain` failed: boom"],
      );
    }
  });

  test("listeners that throw, and the others are still called", async () => {
    const { clock, journal, lifecycle, log } = lifecycleScene({ ...PLAN, release: { postgres: () => {} } });
    const heard: string[] = [];
    for (const event of ["phase", "release", "report"] as const) {
      lifecycle.on(event, boom);
      lifecycle.on(event, () => heard.push(event));
    }
    void lifecycle.startShutdown({ reason: "test" });
    await clock.settle();
    expect(journal.read().slice(-2)).toEqual(END);
    expect(heard).toEqual(["phase", "phase", "release", "phase", "report"]);
    expect(log).toContain('A listener of "phase" threw: boom');
    expect(log).toContain('A listener of "report" threw: boom');
  });

  test("a logger that throws", async () => {
    const logger = { info: boom, warn: boom, error: boom };
    const { clock, journal, lifecycle } = lifecycleScene({ ...PLAN, logger, release: { postgres: boom } });
    void lifecycle.startShutdown({ reason: "test" });
    await clock.settle();
    expect(journal.read().slice(-2)).toEqual(["0 phase closed", "0 report failed 1"]);
  });

  test("WebSocket clients that throw, or a WebSocket server that lost its list of clients", async () => {
    const closed: unknown[] = [];
    const good = { close: (code?: number) => closed.push(code) };
    const webSockets = [
      { clients: new Set([{ close: boom }, good]) },
      {
        clients: {
          *[Symbol.iterator]() {
            yield good;
            boom();
          },
        },
      },
      { clients: [good] as Iterable<typeof good> },
      { clients: [good] },
    ];
    const { clock, journal, lifecycle, log } = lifecycleScene({ ...PLAN, webSockets });
    // What `ws` does with `clientTracking: false` set later, or another library when it is closed.
    Object.assign(webSockets[2] as object, { clients: undefined });
    void lifecycle.startShutdown({ reason: "test" });
    await clock.settle();
    expect(journal.read().slice(-2)).toEqual(END);
    expect(closed).toEqual([1001, 1001, 1001]);
    expect(log.filter((line) => line.startsWith("`webSockets` failed"))).toHaveLength(3);
  });

  test("an adapter whose undo of `servers` throws", async () => {
    const { clock, journal, lifecycle } = lifecycleScene(PLAN, { servers: () => boom });
    const report = lifecycle.startShutdown({ reason: "test" });
    await clock.settle();
    expect(journal.read().slice(-2)).toEqual(END);
    expect((await report).outcome).toBe("clean");
  });

  test("a framework whose shutdown throws or rejects, and its releases still run", async () => {
    for (const close of [boom, () => Promise.reject(new Error("boom"))]) {
      const { clock, journal, lifecycle } = lifecycleScene(
        { ...PLAN, release: { postgres: () => {} } },
        { close },
      );
      const report = lifecycle.startShutdown({ reason: "test" });
      await clock.settle();
      expect(journal.read().slice(-6)).toEqual([
        "0 phase releasing",
        "0 app failed",
        "0 postgres done",
        "0 app: not watched any more",
        "0 phase closed",
        "0 report failed 1",
      ]);
      expect((await report).releases).toMatchObject([
        { name: "app", status: "failed" },
        { name: "postgres" },
      ]);
    }
  });

  test("a listener of its signal that adds a server, a release and a hold", async () => {
    const { clock, journal, lifecycle } = lifecycleScene(PLAN);
    lifecycle.signal.addEventListener("abort", () => {
      lifecycle.addRelease("late", () => {});
      lifecycle.hold("job", new Promise((resolve) => clock.after(100, () => resolve(undefined))));
    });
    void lifecycle.startShutdown({ reason: "test" });
    await clock.advance(200);
    expect(journal.read().slice(-5)).toEqual([
      "100 app: close",
      "100 late done",
      "100 app: not watched any more",
      "100 phase closed",
      "100 report clean 0",
    ]);
  });
});
