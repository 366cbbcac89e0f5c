import { EventEmitter } from "node:events";
import { describe, expect, test } from "vitest";
import { drainScene } from "./drain-scene.js";
import { FakeHttp2Server } from "./fakes/fake-server.js";

const PLAN = { idleGraceMs: 1_000, drainMs: 10_000 };
const WEBSOCKET = { ":method": "CONNECT", ":protocol": "websocket" };

describe("an HTTP/2 session", () => {
  test("without a stream gets GOAWAY in the next turn", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttp2Server, PLAN);
    server.session("idle");
    void begin();
    await clock.settle();
    expect(journal.read()).toEqual([
      "0 idle: goaway",
      "0 idle: ended",
      "0 idle: closed",
      "0 listener closed",
      "0 drained",
    ]);
  });

  test("gets GOAWAY when its last stream has ended, and not before", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttp2Server, PLAN);
    const session = server.session("busy");
    const first = server.stream(session);
    const outcome = begin();
    await clock.advance(2_000);
    const second = server.stream(session);
    first.end();
    await clock.advance(1_000);
    second.end();
    await clock.advance(19);
    expect(journal.read()).toEqual(["0 listener closed"]);
    await clock.advance(1);
    expect(journal.read()).toEqual([
      "3020 busy: goaway",
      "3020 busy: ended",
      "3020 busy: closed",
      "3020 drained",
    ]);
    expect((await outcome).requests).toMatchObject({ total: 2, answered: 2 });
  });

  test("whose client opens the next stream when the last one ends gets no GOAWAY in between", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttp2Server, PLAN);
    const session = server.session("busy");
    const first = server.stream(session);
    void begin();
    await clock.advance(100);
    first.end();
    await clock.advance(19);
    const second = server.stream(session);
    await clock.advance(81);
    expect(journal.read()).toEqual(["0 listener closed"]);
    second.end();
    await clock.advance(20);
    expect(journal.read()[0]).toBe("220 busy: goaway");
  });

  test("whose last stream ended just before the drain has the same moment", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttp2Server, PLAN);
    const session = server.session("busy");
    server.stream(session).end();
    await clock.advance(5);
    void begin();
    await clock.advance(14);
    const next = server.stream(session);
    await clock.advance(81);
    expect(journal.read()).toEqual(["5 listener closed"]);
    next.end();
    await clock.advance(20);
    expect(journal.read()[0]).toBe("120 busy: goaway");
  });

  test("that is always busy gets GOAWAY at half of the drain, and is cut at the deadline", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttp2Server, PLAN);
    server.stream(server.session("busy"), "/slow");
    const outcome = begin();
    await clock.advance(4_999);
    expect(journal.read()).toEqual(["0 listener closed"]);
    await clock.advance(1);
    expect(journal.read()).toEqual(["5000 busy: goaway"]);
    await clock.advance(5_000);
    expect(journal.read()).toEqual(["10000 busy: destroyed", "10000 busy: closed", "10000 drained"]);
    expect((await outcome).cuts).toMatchObject([{ kind: "request", url: "/slow", state: "handling" }]);
  });

  describe("of a browser", () => {
    const BROWSER = { "sec-fetch-dest": "empty" };

    test("gets GOAWAY while streams run, when none has begun or ended for 20 ms, and they complete", async () => {
      const { clock, journal, server, begin } = drainScene(FakeHttp2Server, PLAN);
      const session = server.session("tab");
      const first = server.stream(session, "/", BROWSER);
      await clock.advance(100);
      const outcome = begin();
      await clock.settle();
      expect(journal.read()).toEqual(["100 tab: goaway", "100 listener closed"]);
      await clock.advance(5_000);
      first.end();
      await clock.settle();
      expect(journal.read()).toEqual(["5100 tab: ended", "5100 tab: closed", "5100 drained"]);
      expect((await outcome).requests).toMatchObject({ total: 1, answered: 1 });
    });

    test("gets none within 20 ms after a stream began or ended, or within 10 ms after the idle grace", async () => {
      const { clock, journal, server, begin } = drainScene(FakeHttp2Server, PLAN);
      const session = server.session("tab");
      let running = server.stream(session, "/", BROWSER);
      void begin();
      const goOn = async (ms: number) => {
        await clock.advance(ms);
        const next = server.stream(session, "/", BROWSER);
        running.end();
        running = next;
      };
      for (let time = 0; time < 990; time += 15) await goOn(15);
      for (let turn = 0; turn < 5; turn++) await goOn(9);
      expect(journal.read()).toEqual(["0 listener closed"]);
      await clock.advance(10);
      expect(journal.read()).toEqual(["1045 tab: goaway"]);
    });

    test("gets it while a tunnel runs that was opened meanwhile", async () => {
      const { clock, journal, server, begin } = drainScene(FakeHttp2Server, PLAN);
      const session = server.session("tab");
      server.stream(session, "/", BROWSER);
      void begin();
      await clock.advance(10);
      server.stream(session, "/", WEBSOCKET);
      await clock.advance(19);
      expect(journal.read()).toEqual(["0 listener closed"]);
      await clock.advance(1);
      expect(journal.read()).toEqual(["30 tab: goaway"]);
    });

    test("that never pauses gets it at half of the drain", async () => {
      const { clock, journal, server, begin } = drainScene(FakeHttp2Server, { ...PLAN, drainMs: 3_000 });
      const session = server.session("tab");
      let running = server.stream(session, "/", BROWSER);
      void begin();
      for (let time = 0; time < 1_500; time += 5) {
        await clock.advance(5);
        const next = server.stream(session, "/", BROWSER);
        running.end();
        running = next;
      }
      expect(journal.read()).toEqual(["0 listener closed", "1500 tab: goaway"]);
    });
  });

  test("whose socket emits finish only after the end of the drain sets no timer any more", async () => {
    const { clock, server, begin } = drainScene(FakeHttp2Server, PLAN);
    const session = server.session("busy");
    server.stream(session);
    void begin();
    await clock.advance(10_000);
    session.socket.flush();
    expect(clock.timers).toBe(0);
  });

  test("that was opened in the drain gets GOAWAY at half of the drain, and not later", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttp2Server, PLAN);
    server.accept("keeps it open").receive();
    void begin();
    await clock.advance(3_000);
    server.stream(server.session("late"), "/slow");
    journal.read();
    await clock.advance(2_000);
    expect(journal.read()).toEqual(["5000 late: goaway"]);
  });

  test("that is opened in the drain has a moment for its first stream, which is answered", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttp2Server, PLAN);
    server.accept("keeps it open").receive();
    void begin();
    await clock.advance(100);
    const session = server.session("late");
    await clock.advance(19);
    const stream = server.stream(session);
    await clock.advance(1_000);
    expect(journal.read()).toEqual(["0 listener closed"]);
    server.session("later");
    await clock.advance(20);
    expect(journal.read()[0]).toBe("1139 later: goaway");
    stream.end();
    await clock.advance(20);
    expect(journal.read()[0]).toBe("1159 late: goaway");
  });

  test("of a client that never sends a byte is closed when the idle grace is over", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttp2Server, PLAN);
    server.session("silent", "silent");
    const outcome = begin();
    await clock.advance(1_000);
    expect(journal.read()).toEqual([
      "0 listener closed",
      "1000 silent: destroyed",
      "1000 silent: closed",
      "1000 drained",
    ]);
    expect((await outcome).cuts).toEqual([]);
  });

  test("of such a client that comes after the idle grace has the same time", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttp2Server, PLAN);
    const busy = server.stream(server.session("busy"));
    void begin();
    await clock.advance(2_000);
    server.session("silent", "silent");
    await clock.advance(1_000);
    expect(journal.read()).toEqual(["0 listener closed", "3000 silent: destroyed", "3000 silent: closed"]);
    busy.end();
  });

  test("of a client that ignores GOAWAY and FIN is closed after the idle grace, 2 s at most", async () => {
    for (const [idleGraceMs, patience] of [
      [1_000, 1_000],
      [4_000, 2_000],
      [0, 20],
    ] as const) {
      const { clock, journal, server, begin } = drainScene(FakeHttp2Server, { ...PLAN, idleGraceMs });
      const stream = server.stream(server.session("deaf", "deaf"));
      const outcome = begin();
      await clock.advance(500);
      stream.end();
      await clock.advance(20 + patience);
      expect(journal.read()).toEqual([
        "0 listener closed",
        "520 deaf: goaway",
        "520 deaf: ended",
        `${520 + patience} deaf: destroyed`,
        `${520 + patience} deaf: closed`,
        `${520 + patience} drained`,
      ]);
      expect(await outcome).toMatchObject({ connections: { closed: 1, cut: 0 }, cuts: [] });
    }
  });

  test("reports at the deadline how far each of its requests had come", async () => {
    const { clock, server, begin } = drainScene(FakeHttp2Server, PLAN);
    const session = server.session("busy");
    const reading = server.stream(session, "/reading");
    reading.endAfterHeaders = false;
    const received = server.stream(session, "/received");
    received.endAfterHeaders = false;
    received.state.remoteClose = 1;
    server.stream(session, "/handling");
    server.stream(session, "/responding").respond();
    const flushing = server.stream(session, "/flushing");
    flushing.respond();
    flushing.writableEnded = true;
    const outcome = begin();
    await clock.advance(10_000);
    const states = (await outcome).cuts.map((cut) => cut.kind === "request" && [cut.url, cut.state]);
    expect(states).toEqual([
      ["/reading", "reading"],
      ["/received", "handling"],
      ["/handling", "handling"],
      ["/responding", "responding"],
      ["/flushing", "flushing"],
    ]);
  });
});

describe("a tunnel in an HTTP/2 session (CONNECT)", () => {
  test("is a connection of its own, which has the upgrade grace and is cut; then its session gets GOAWAY", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttp2Server, PLAN);
    const stream = server.stream(server.session("session"), "/", { ":method": "CONNECT" });
    stream.respond();
    const outcome = begin();
    await clock.advance(2_999);
    expect(journal.read()).toEqual(["0 listener closed"]);
    await clock.advance(21);
    expect(journal.read()[0]).toBe("3020 session: goaway");
    expect(await outcome).toMatchObject({
      connections: { total: 2, closed: 1, cut: 1 },
      requests: { total: 0 },
      cuts: [{ kind: "connection", state: "upgraded", remote: "203.0.113.7" }],
    });
  });

  test("that is a WebSocket gets 1001 once it is answered", async () => {
    const { clock, server, begin } = drainScene(FakeHttp2Server, PLAN);
    const stream = server.stream(server.session("session"), "/", WEBSOCKET);
    const frames: string[] = [];
    Object.assign(stream, { write: (frame: Buffer) => frames.push(frame.toString("hex")) });
    void begin();
    await clock.advance(1_000);
    expect(frames).toEqual([]);
    stream.respond();
    await clock.advance(50);
    expect(frames).toEqual(["880203e9"]);
    stream.end();
  });

  test("is reported with its session if everything is cut at once", async () => {
    const { clock, server, drain } = drainScene(FakeHttp2Server, PLAN);
    const session = server.session("session");
    server.stream(session, "/", { ":method": "CONNECT" }).respond();
    server.stream(session, "/slow");
    const outcome = drain.drain();
    drain.cut();
    await clock.advance(1_000);
    expect((await outcome).cuts).toMatchObject([
      { kind: "connection", state: "upgraded" },
      { kind: "request", url: "/slow" },
    ]);
  });
});

describe("an event stream in HTTP/2", () => {
  test("is ended within a second, and then its session gets GOAWAY; another response is not ended", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttp2Server, PLAN);
    const [events, other] = [server.session("events"), server.session("other")];
    server.stream(events).respond({ "content-type": "text/event-stream" });
    server.stream(events).respond({ "content-type": "text/event-stream; charset=utf-8" });
    const page = server.stream(other);
    page.respond({ "content-type": "text/html" });
    const outcome = begin();
    await clock.advance(3_000);
    expect(journal.read().slice(0, 4)).toEqual([
      "0 listener closed",
      "638 events: goaway",
      "638 events: ended",
      "638 events: closed",
    ]);
    page.end();
    await clock.advance(20);
    expect((await outcome).requests).toMatchObject({ total: 3, answered: 1, ended: 2 });
  });

  test("is recognised whatever the case of its header, and is an answer if it does not answer a GET", async () => {
    const { clock, server, begin } = drainScene(FakeHttp2Server, PLAN);
    const session = server.session("events");
    const subscription = server.stream(session);
    const answer = server.stream(session, "/", { ":method": "POST" });
    for (const stream of [subscription, answer]) stream.respond({ "Content-Type": "Text/Event-Stream" });
    const outcome = begin();
    await clock.advance(2_000);
    expect([subscription, answer].map(({ writableEnded }) => writableEnded)).toEqual([true, false]);
    answer.end();
    await clock.advance(100);
    expect((await outcome).requests).toMatchObject({ total: 2, answered: 1, ended: 1 });
  });

  test("is ended through its response if middleware has replaced `end`, which may have more to send", async () => {
    for (const isPatched of [true, false]) {
      const { clock, journal, server, begin } = drainScene(FakeHttp2Server, PLAN);
      server.on("request", () => {});
      const stream = server.stream(server.session("events"));
      const end = () => {
        journal.note("the end of the middleware");
        stream.end();
      };
      class Ending extends EventEmitter {
        end() {
          end();
        }
      }
      const response = isPatched ? Object.assign(new EventEmitter(), { end }) : new Ending();
      server.emit("request", { httpVersionMajor: 2, stream }, response);
      stream.respond({ "content-type": "text/event-stream" });
      void begin();
      await clock.advance(1_000);
      expect(journal.read().includes("0 the end of the middleware")).toBe(isPatched);
      expect(stream.writableEnded).toBe(true);
    }
  });
});
