import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { createServer } from "node:http";
import { graceful } from "@x/graceful-core";
import { describe, expect, test } from "vitest";
import type { ShutdownReport } from "../src/report.js";
import { lifecycleScene } from "./lifecycle-scene.js";

const PLAN = { budgetMs: 10_000, releaseMs: 1_000, idleGraceMs: 500 };

describe("a shutdown", () => {
  test("goes through its phases in their order, and releases after the last response", async () => {
    const { clock, journal, server, lifecycle, ends } = lifecycleScene({
      ...PLAN,
      lameDuckMs: 2_000,
      onDrain: () => journal.note("onDrain"),
      release: { queue: () => journal.note("queue: stop"), postgres: { after: ["queue"], run: () => {} } },
    });
    lifecycle.signal.addEventListener("abort", () => journal.note("signal aborted"));
    const response = server.request(server.accept("busy"));
    const report = lifecycle.startShutdown({ reason: "SIGTERM" });
    expect(lifecycle.phase).toEqual({ name: "lame-duck", reason: "SIGTERM", untilMs: 2_000 });
    await clock.advance(3_000);
    expect(lifecycle.phase).toEqual({ name: "draining", reason: "SIGTERM", deadlineMs: 9_000 });
    await response.flush();
    await clock.settle();
    expect(journal.read()).toEqual([
      "0 phase lame-duck",
      "2000 phase draining",
      "2000 signal aborted",
      "2000 onDrain",
      "2000 listener closed",
      "3000 busy: ended",
      "3000 busy: destroyed",
      "3000 busy: closed",
      "3000 phase releasing",
      "3000 app: close",
      "3000 queue: stop",
      "3000 queue done",
      "3000 postgres done",
      "3000 app: not watched any more",
      "3000 phase closed",
      "3000 report clean 0",
    ]);
    expect(lifecycle.phase).toEqual({ name: "closed", report: await report });
    expect(ends).toEqual([{ deadlineMs: 10_000, mayExit: true, exitCode: 0 }]);
    expect([clock.timers, clock.turns]).toEqual([0, 0]);
  });

  test("is described by one report", async () => {
    const { clock, server, lifecycle } = lifecycleScene({
      ...PLAN,
      lameDuckMs: 1_000,
      release: { postgres: () => {} },
    });
    const before = Date.now();
    server.request(server.accept("slow"), "/slow");
    server.accept("idle");
    const report = lifecycle.startShutdown({ reason: "SIGTERM" });
    await clock.advance(10_000);
    const { startedAt, ...rest } = await report;
    expect(Date.parse(startedAt)).toBeGreaterThanOrEqual(before);
    expect(rest).toEqual({
      reason: "SIGTERM",
      outcome: "cut",
      exitCode: 1,
      durationMs: 9_000,
      phases: { "lame-duck": 1_000, draining: 8_000, releasing: 0 },
      budget: { budgetMs: 10_000, lameDuckMs: 1_000, drainMs: 8_000, releaseMs: 1_000 },
      connections: { total: 2, closed: 1, cut: 1, untracked: 0 },
      requests: { total: 1, answered: 0, ended: 0, aborted: 0, refused: 0, cut: 1 },
      cuts: [
        {
          kind: "request",
          method: "GET",
          url: "/slow",
          state: "handling",
          ageMs: 9_000,
          remote: "203.0.113.7",
        },
      ],
      releases: [{ name: "postgres", status: "done", durationMs: 0 }],
      probes: 0,
      resources: ["Timeout"],
    });
  });

  test("leaves out the lame duck if it lasts 0 ms", async () => {
    const { clock, journal, lifecycle } = lifecycleScene({ ...PLAN, lameDuckMs: 0 });
    void lifecycle.startShutdown({ reason: "test" });
    expect(lifecycle.phase.name).toBe("draining");
    await clock.settle();
    expect(journal.read().filter((entry) => entry.includes("phase"))).toEqual([
      "0 phase draining",
      "0 phase releasing",
      "0 phase closed",
    ]);
  });

  test("happens once, also if its own listeners ask for it", async () => {
    const { clock, journal, lifecycle } = lifecycleScene({
      ...PLAN,
      lameDuckMs: 1_000,
      release: { once: () => {} },
    });
    const asked = new Set<Promise<ShutdownReport>>();
    lifecycle.on("phase", ({ name }) => asked.add(lifecycle.startShutdown({ reason: name })));
    lifecycle.on("report", () => asked.add(lifecycle.startShutdown({ reason: "report" })));
    lifecycle.signal.addEventListener("abort", () => asked.add(lifecycle.startShutdown({ reason: "abort" })));
    asked.add(lifecycle.startShutdown({ reason: "first" }));
    await clock.advance(2_000);
    asked.add(lifecycle.startShutdown({ reason: "late" }));
    expect(asked.size).toBe(1);
    expect((await lifecycle.startShutdown({ reason: "again" })).reason).toBe("first");
    expect(journal.read().filter((entry) => /once|report/.test(entry))).toEqual([
      "1000 once done",
      "1000 report clean 0",
    ]);
  });

  test("says in the log what it begins, what it cuts and how it ends", async () => {
    const { clock, server, lifecycle, log } = lifecycleScene({
      ...PLAN,
      release: { postgres: () => Promise.reject(new Error("no connection")) },
    });
    server.request(server.accept("slow"), "/slow?q=1");
    void lifecycle.startShutdown({ reason: "SIGTERM" });
    await clock.advance(10_000);
    expect(log).toEqual([
      expect.stringMatching(/^SIGTERM: draining 1 connection with 1 request in flight; budget 10 s/),
      expect.stringMatching(/^Cut: GET \/slow\?q=1 .*9 s.*not answered yet/),
      'The release "postgres" failed after 0 ms: no connection',
      expect.stringMatching(
        /^Closed in 9 s, cut: 0 requests answered, 1 cut, 1 release failed. Exit code 1$/,
      ),
    ]);
  });

  test("accepts any value as its reason, and logs and reports it as text", async () => {
    for (const [given, reason] of [
      [undefined, "shutdown"],
      ["SIGUSR2", "SIGUSR2"],
      [new Error("listen EADDRINUSE"), "listen EADDRINUSE"],
      [null, "null"],
      [Object.create(null), "something that cannot be printed was thrown"],
    ]) {
      const lifecycle = graceful(createServer(), { signals: false, exit: false, logger: false });
      expect((await lifecycle.shutdown(given as string)).reason).toBe(reason);
    }
  });

  test("logs the first cuts one by one, and not ten thousand of them", async () => {
    const { clock, server, lifecycle, log } = lifecycleScene(PLAN);
    for (let n = 1; n <= 100; n++) server.request(server.accept(`${n}`), `/${n}`);
    const report = lifecycle.startShutdown({ reason: "test" });
    await clock.advance(10_000);
    expect((await report).cuts).toHaveLength(100);
    expect(log.slice(1)).toEqual([
      ...Array.from({ length: 20 }, (_, n) => expect.stringContaining(`Cut: GET /${n + 1} `)),
      "More than 20 cuts, the rest is in the report",
      expect.stringContaining("0 requests answered, 100 cut"),
    ]);
  });

  test("is published on diagnostics_channel as well", async () => {
    const heard: string[] = [];
    const listeners = (["phase", "cut", "report"] as const).map((name) => {
      const listener = (message: unknown) => {
        const { name: phase, kind, outcome } = message as Record<string, string>;
        heard.push(`${name} ${phase ?? kind ?? outcome}`);
      };
      subscribe(`graceful:${name}`, listener);
      return () => unsubscribe(`graceful:${name}`, listener);
    });
    const { clock, server, lifecycle } = lifecycleScene({ ...PLAN, lameDuckMs: 1_000 });
    server.request(server.accept("slow"));
    void lifecycle.startShutdown({ reason: "SIGTERM" });
    await clock.advance(10_000);
    for (const stop of listeners) stop();
    expect(heard).toEqual([
      "phase lame-duck",
      "phase draining",
      "cut request",
      "phase releasing",
      "phase closed",
      "report cut",
    ]);
  });

  test("that was started in a terminal gives idle connections no grace, unless the plan has one", async () => {
    for (const [plan, endMs] of [
      [{ budgetMs: 10_000 }, 0],
      [{ budgetMs: 10_000, idleGraceMs: 700 }, 700],
    ] as const) {
      const { clock, server, lifecycle } = lifecycleScene(plan);
      server.accept("idle");
      const report = lifecycle.startShutdown({ reason: "SIGINT", interactive: true });
      await clock.advance(5_000);
      expect((await report).durationMs).toBe(endMs);
    }
  });
});
