import { describe, expect, test } from "vitest";
import { FakeHttpServer } from "./fakes/fake-server.js";
import { fakeTarget, lifecycleScene } from "./lifecycle-scene.js";

const PLAN = { budgetMs: 10_000, releaseMs: 1_000, idleGraceMs: 500, lameDuckMs: 1_000 };

describe("a release", () => {
  test("can be added until the releases begin, and runs like the others", async () => {
    const { clock, journal, server, lifecycle } = lifecycleScene({ ...PLAN, release: { first: () => {} } });
    lifecycle.addRelease("early", () => {});
    const response = server.request(server.accept("busy"));
    void lifecycle.startShutdown({ reason: "test" });
    lifecycle.addRelease("in the lame duck", { run: () => {}, after: ["first"] });
    await clock.advance(2_000);
    lifecycle.addRelease("in the drain", () => {});
    await response.flush();
    await clock.settle();
    expect(journal.read().filter((entry) => entry.endsWith("done"))).toEqual([
      "2000 first done",
      "2000 early done",
      "2000 in the drain done",
      "2000 in the lame duck done",
    ]);
  });

  test("that comes too late, or takes a name that is taken, or comes after nothing known, is refused", async () => {
    const { clock, lifecycle } = lifecycleScene({
      ...PLAN,
      lameDuckMs: 0,
      release: { slow: () => new Promise((resolve) => clock.after(1_000, () => resolve(undefined))) },
    });
    expect(() => lifecycle.addRelease("slow", () => {})).toThrow(
      '[INVALID_OPTION] There is a release named "slow" already',
    );
    expect(() => lifecycle.addRelease("cache", { run: () => {}, after: ["slows"] })).toThrow(
      "[INVALID_OPTION] `release.cache.after` names no release: `slows`: did you mean `slow`?",
    );
    expect(() => lifecycle.addRelease("cache", 42 as never)).toThrow(
      /^\[INVALID_OPTION\] Expected `release.cache` to be/,
    );
    expect(() => lifecycle.addRelease("cache", undefined as never)).toThrow(
      /^\[INVALID_OPTION\] Expected `release.cache` to be .*, got `undefined`$/,
    );
    expect(() => lifecycle.addRelease(undefined as never, () => {})).toThrow(
      "[INVALID_OPTION] Expected `name` to be a string that is not empty, got `undefined`",
    );
    void lifecycle.startShutdown({ reason: "test" });
    await clock.advance(500);
    expect(() => lifecycle.addRelease("late", () => {})).toThrow(
      '[LIFECYCLE_CLOSED] The release "late" comes too late: this lifecycle is releasing',
    );
    await clock.advance(1_000);
    expect(() => lifecycle.addRelease("late", () => {})).toThrow(
      '[LIFECYCLE_CLOSED] The release "late" comes too late: this lifecycle is closed',
    );
  });
});

describe("a second server", () => {
  test("drains with the first, wherever it was added", async () => {
    const { clock, journal, server, lifecycle } = lifecycleScene(PLAN);
    const added = [new FakeHttpServer(journal), new FakeHttpServer(journal)] as const;
    lifecycle.attach(fakeTarget("second", added[0], journal));
    const responses = [server.request(server.accept("1")), added[0].request(added[0].accept("2"))];
    void lifecycle.startShutdown({ reason: "test" });
    await clock.advance(2_000);
    lifecycle.attach(fakeTarget("third", added[1], journal));
    const late = added[1].request(added[1].accept("3"));
    responses.push(late);
    expect(lifecycle.stats().requests.inFlight).toBe(3);
    await clock.advance(1_000);
    expect(responses.map(({ shouldKeepAlive }) => shouldKeepAlive)).toEqual([false, false, false]);
    for (const response of responses) await response.flush();
    await clock.settle();
    expect(journal.read().filter((entry) => /listener|phase|close$/.test(entry))).toEqual([
      "0 phase lame-duck",
      "1000 phase draining",
      "1000 listener closed",
      "1000 listener closed",
      "2000 listener closed",
      "3000 phase releasing",
      "3000 app: close",
      "3000 second: close",
      "3000 third: close",
      "3000 phase closed",
    ]);
  });

  test("of the same framework is closed by that as well", async () => {
    const { clock, journal, lifecycle } = lifecycleScene(PLAN);
    lifecycle.attach(fakeTarget("app", new FakeHttpServer(journal), journal));
    void lifecycle.startShutdown({ reason: "test" });
    await clock.advance(2_000);
    expect(journal.read().filter((entry) => entry.endsWith("close"))).toEqual([
      "1000 app: close",
      "1000 app: close",
    ]);
  });

  test("is refused when the releases have begun", async () => {
    const { clock, journal, lifecycle } = lifecycleScene(PLAN);
    void lifecycle.startShutdown({ reason: "test" });
    await clock.advance(2_000);
    expect(() => lifecycle.attach(fakeTarget("late", new FakeHttpServer(journal), journal))).toThrow(
      '[LIFECYCLE_CLOSED] The target "late" comes too late: this lifecycle is closed',
    );
  });

  test("that a framework begins to listen on during the releases accepts nothing", async () => {
    let found = (_server: FakeHttpServer) => {};
    const { clock, journal, lifecycle } = lifecycleScene(
      { ...PLAN, lameDuckMs: 0, release: { slow: () => new Promise(() => {}) } },
      {
        servers(tell) {
          found = (server) => tell(server.asServer);
          return () => {};
        },
      },
    );
    void lifecycle.startShutdown({ reason: "test" });
    await clock.advance(1_000);
    expect(lifecycle.phase.name).toBe("releasing");
    const late = new FakeHttpServer(journal);
    late.listening = false;
    found(late);
    late.listen();
    await clock.settle();
    expect(late.listening).toBe(false);
    expect(late.eventNames()).toEqual([]);
  });
});

describe("a hold", () => {
  test("keeps the drain open, and the lame duck goes by meanwhile", async () => {
    const { clock, journal, lifecycle } = lifecycleScene(PLAN);
    const end = lifecycle.hold("job");
    void lifecycle.startShutdown({ reason: "test" });
    const late = lifecycle.hold("another");
    await clock.advance(4_000);
    end();
    end();
    expect(lifecycle.stats().holds).toEqual(["another"]);
    late();
    await clock.settle();
    expect(journal.read().at(-1)).toBe("4000 report clean 0");
  });

  test("that is not ended is cut at the deadline", async () => {
    const { clock, journal, lifecycle } = lifecycleScene(PLAN);
    lifecycle.hold("job");
    void lifecycle.startShutdown({ reason: "test" });
    await clock.advance(10_000);
    expect(journal.read()).toContain("9000 cut hold");
  });

  test("whose promise rejects ends, and what it rejects with is logged", async () => {
    const { clock, journal, lifecycle, log } = lifecycleScene(PLAN);
    const begun: string[] = [];
    // A query of a query builder: it is sent at each `then`.
    const query = {
      // biome-ignore lint/suspicious/noThenProperty: it is what a query builder is.
      then(_done: unknown, failed: (error: Error) => void) {
        begun.push("query");
        failed(new Error("no such table"));
      },
    };
    lifecycle.hold("import", query as PromiseLike<never>);
    await clock.settle();
    expect(lifecycle.stats().holds).toEqual([]);
    expect(begun).toEqual(["query"]);
    void lifecycle.startShutdown({ reason: "test" });
    await clock.advance(9_000);
    expect(log[0]).toBe('The held work "import" failed: no such table');
    expect(journal.read().at(-1)).toMatch(/report clean 0$/);
  });

  test("that begins when the drain is over holds nothing and harms nothing", async () => {
    const { clock, lifecycle } = lifecycleScene(PLAN);
    void lifecycle.startShutdown({ reason: "test" });
    await clock.advance(2_000);
    const end = lifecycle.hold("job", Promise.reject(new Error("too late")));
    await clock.settle();
    end();
    expect(lifecycle.stats().holds).toEqual([]);
  });
});

describe("a framework that the application closes itself", () => {
  test("drains first, then goes on, and the process is left alone", async () => {
    const { clock, journal, server, target, lifecycle, ends, log } = lifecycleScene(PLAN);
    const response = server.request(server.accept("busy"));
    const closed = target.closeByItself();
    await clock.advance(2_000);
    expect(journal.read()).toEqual(["0 phase lame-duck", "1000 phase draining", "1000 listener closed"]);
    await response.flush();
    await clock.settle();
    await closed;
    expect(journal.read().slice(-6)).toEqual([
      "2000 phase releasing",
      "2000 app: close",
      "2000 app: goes on closing",
      "2000 app: not watched any more",
      "2000 phase closed",
      "2000 report clean 0",
    ]);
    expect((await lifecycle.startShutdown({ reason: "late" })).reason).toBe("app close");
    expect(ends).toMatchObject([{ mayExit: false }]);
    expect(log.at(-1)).toBe("Closed in 2 s, clean: 1 request answered");
  });

  test("is not waited for by itself, where its close comes from core", async () => {
    const { clock, journal, target, lifecycle, ends } = lifecycleScene(PLAN);
    Object.assign(target, { close: () => target.closeByItself() });
    void lifecycle.startShutdown({ reason: "test" });
    await clock.advance(5_000);
    expect(journal.read().slice(-3)).toEqual([
      "1000 app: not watched any more",
      "1000 phase closed",
      "1000 report clean 0",
    ]);
    expect(ends).toMatchObject([{ mayExit: true }]);
  });

  test("while a signal comes too: then the process ends as the signal wants it", async () => {
    const { clock, server, target, lifecycle, ends } = lifecycleScene(PLAN);
    const response = server.request(server.accept("busy"));
    void target.closeByItself();
    await clock.advance(2_000);
    void lifecycle.startShutdown({ reason: "SIGTERM" });
    await response.flush();
    await clock.settle();
    expect(ends).toMatchObject([{ mayExit: true, exitCode: 0 }]);
  });
});
