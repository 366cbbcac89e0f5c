import { channel } from "node:diagnostics_channel";
import type { EventEmitter } from "node:events";
import { describe, expect, test } from "vitest";
import { drainScene } from "./drain-scene.js";
import { FakeHttp2Server, FakeHttpServer, FakeHttpsServer, FakeServer } from "./fakes/fake-server.js";

const RESPONSE_FINISH = "http.server.response.finish";

function listeners(emitter: EventEmitter): Record<string, number> {
  return Object.fromEntries(emitter.eventNames().map((name) => [String(name), emitter.listenerCount(name)]));
}

describe("after a drain", () => {
  for (const kind of [FakeServer, FakeHttpServer, FakeHttpsServer, FakeHttp2Server]) {
    for (const whileDraining of ["serve", "refuse"] as const) {
      test(`no listener or timer is left on a ${kind.name} (${whileDraining})`, async () => {
        const scene = drainScene(kind, { whileDraining });
        const { clock, server, begin } = scene;
        const application = { request() {}, checkContinue() {}, upgrade() {} };
        for (const [event, listener] of Object.entries(application)) server.on(event, listener);
        const cut = server.accept("cut at the deadline");
        cut.isStuck = true;
        cut.receive();
        server.accept("idle");
        void begin();
        await clock.advance(20_000);

        expect(listeners(server)).toEqual({ request: 1, checkContinue: 1, upgrade: 1 });
        for (const [event, listener] of Object.entries(application)) {
          expect(server.listeners(event)).toEqual([listener]);
        }
        // Its one listener is the fake server's own.
        expect(listeners(cut)).toEqual({ close: 1 });
        expect([clock.timers, clock.turns]).toEqual([0, 0]);
        expect(channel(RESPONSE_FINISH).hasSubscribers).toBe(false);
      });
    }
  }

  test("a server that begins to listen is closed again at once, and nothing is left on it", async () => {
    const { clock, journal, server, drain } = drainScene(FakeHttpServer);
    server.listening = false;
    void drain.drain();
    await clock.settle();
    server.listen();
    await clock.settle();
    expect(journal.read()).toEqual([]);
    expect(listeners(server)).toEqual({});
  });

  test("a server that is added accepts nothing more, now or when it listens, and is not watched", async () => {
    const { clock, journal, drain, begin } = drainScene(FakeHttpServer);
    const outcome = begin();
    await clock.settle();
    for (const isListening of [true, false]) {
      const late = new FakeHttpServer(journal);
      late.listening = isListening;
      drain.add(late.asServer);
      if (!isListening) late.listen();
      late.accept("late");
      await clock.settle();
      expect([late.listening, listeners(late)]).toEqual([false, {}]);
    }
    expect((await outcome).connections.total).toBe(0);
  });
});

describe("a drain", () => {
  test("is memoised, also for a call while it begins", async () => {
    const { clock, journal, server, drain } = drainScene(FakeHttpServer, { idleGraceMs: 100 });
    server.accept("idle");
    const asked: unknown[] = [];
    drain.signal.addEventListener("abort", () => asked.push(drain.drain()));
    const first = drain.drain();
    expect(asked).toHaveLength(1);
    expect(asked[0]).toBe(first);
    expect(drain.drain()).toBe(first);
    await clock.advance(100);
    expect(journal.read()).toEqual(["0 listener closed", "100 idle: destroyed", "100 idle: closed"]);
    expect(clock.timers).toBe(0);
  });

  test("closes a server that begins to listen while it runs, and keeps every promise to its connections", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttpServer, { idleGraceMs: 100 });
    server.listening = false;
    void begin();
    server.listen();
    const response = server.request(server.accept("first"));
    expect(response.shouldKeepAlive).toBe(false);
    await clock.settle();
    await response.flush();
    await clock.settle();
    expect(journal.read()).toEqual([
      "0 listener closed",
      "0 first: ended",
      "0 first: destroyed",
      "0 first: closed",
      "0 drained",
    ]);
  });
});
