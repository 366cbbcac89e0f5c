import { describe, expect, test } from "vitest";
import { drainScene } from "./drain-scene.js";
import { FakeHttpServer } from "./fakes/fake-server.js";

const PLAN = { idleGraceMs: 1_000 };

describe("the idle grace", () => {
  test("leaves an idle connection open until it is over, and ends the drain then", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttpServer, PLAN);
    const idle = server.accept("idle");
    await server.request(idle).flush();
    server.accept("never sent a byte");

    const outcome = begin();
    await clock.advance(999);
    expect(journal.read()).toEqual(["0 listener closed"]);
    await clock.advance(1);
    expect(journal.read()).toEqual([
      "1000 idle: destroyed",
      "1000 idle: closed",
      "1000 never sent a byte: destroyed",
      "1000 never sent a byte: closed",
      "1000 drained",
    ]);
    expect(await outcome).toEqual({
      connections: { total: 2, closed: 2, cut: 0, untracked: 0 },
      requests: { total: 0, answered: 0, ended: 0, aborted: 0, refused: 0, cut: 0 },
      durationMs: 1_000,
      cuts: [],
    });
  });

  test("ends the drain at once where nothing is open", async () => {
    const { clock, journal, begin } = drainScene(FakeHttpServer, PLAN);
    void begin();
    await clock.settle();
    expect(journal.read()).toEqual(["0 listener closed", "0 drained"]);
  });

  test("gives a request that comes within it an answer that says close, and ends the connection with it", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttpServer, PLAN);
    const idle = server.accept("idle");
    const outcome = begin();
    await clock.advance(900);
    const response = server.request(idle);
    expect(response.shouldKeepAlive).toBe(false);
    await clock.advance(5_000);
    await response.flush();
    await clock.settle();
    expect(journal.read()).toEqual([
      "0 listener closed",
      "5900 idle: ended",
      "5900 idle: destroyed",
      "5900 idle: closed",
      "5900 drained",
    ]);
    expect((await outcome).requests).toMatchObject({ total: 1, answered: 1 });
  });

  test("does not close a connection on which a request has begun to arrive, however late the rest comes", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttpServer, PLAN);
    const half = server.accept("half");
    half.receive(20);
    void begin();
    await clock.advance(8_000);
    expect(journal.read()).toEqual(["0 listener closed"]);
    await server.request(half).flush();
    await clock.settle();
    expect(journal.read()).toEqual([
      "8000 half: ended",
      "8000 half: destroyed",
      "8000 half: closed",
      "8000 drained",
    ]);
  });

  test("does not close a connection on which part of a request has arrived after one in flight", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttpServer, PLAN);
    const pipelining = server.accept("pipelining");
    const first = server.request(pipelining);
    first.sendHeaders();
    void begin();
    pipelining.receive(20);
    await first.flush();
    await clock.advance(5_000);
    expect(journal.read()).toEqual(["0 listener closed"]);
    await server.request(pipelining).flush();
    await clock.settle();
    expect(journal.read()).toEqual([
      "5000 pipelining: ended",
      "5000 pipelining: destroyed",
      "5000 pipelining: closed",
      "5000 drained",
    ]);
  });

  test("takes nothing of a body for the begin of the next request", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttpServer, PLAN);
    const uploading = server.accept("uploading");
    const response = server.request(uploading, "/", { method: "POST", complete: false });
    response.sendHeaders();
    void begin();
    response.req.completeBody();
    await response.flush();
    await clock.advance(100);
    expect(journal.read()).toEqual([
      "0 listener closed",
      "100 uploading: destroyed",
      "100 uploading: closed",
      "100 drained",
    ]);
  });

  test("sees bytes that become readable in its last turn, and does not close under them", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttpServer, PLAN);
    const late = server.accept("late");
    void begin();
    await clock.advance(999);
    let turns = 0;
    clock.onTurn = () => {
      if (++turns === 4) late.receive();
    };
    await clock.advance(1);
    expect(turns).toBe(4);
    expect(journal.read()).toEqual(["0 listener closed"]);
  });

  test("does not close under bytes that come after Node was asked, on a connection that it held for idle", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttpServer, PLAN);
    const late = server.accept("late");
    await server.request(late).flush();
    void begin();
    await clock.advance(999);
    let turns = 0;
    clock.onTurn = () => {
      if (++turns === 4) late.receive();
    };
    await clock.advance(1);
    expect(turns).toBe(4);
    expect(journal.read()).toEqual(["0 listener closed"]);
  });

  test("does not take a connection for idle that was so when Node was asked before", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttpServer, PLAN);
    const idle = server.accept("idle");
    await server.request(idle).flush();
    const told = server.request(server.accept("told"));
    told.sendHeaders();
    void begin();
    await clock.advance(100);
    await told.flush();
    await clock.advance(100);
    expect(journal.read()).toEqual(["0 listener closed", "200 told: destroyed", "200 told: closed"]);
    idle.receive(20);
    await clock.advance(2_000);
    expect(journal.read()).toEqual([]);
  });

  test("closes one idle connection a turn, so that bytes on the next are read before it is judged", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttpServer, PLAN);
    for (const name of ["first", "second", "third"]) server.accept(name);
    void begin();
    await clock.advance(999);
    journal.read();
    clock.onTurn = () => journal.note("turn");
    await clock.advance(1);
    expect(journal.read().filter((entry) => !entry.endsWith("closed"))).toEqual([
      "1000 turn",
      "1000 turn",
      "1000 turn",
      "1000 turn",
      "1000 first: destroyed",
      "1000 turn",
      "1000 second: destroyed",
      "1000 turn",
      "1000 third: destroyed",
      "1000 drained",
    ]);
  });

  test("can be chosen when the drain begins: none after Ctrl+C", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttpServer, PLAN);
    server.accept("idle");
    void begin({ idleGraceMs: 0 });
    await clock.advance(0);
    expect(journal.read()).toEqual(["0 listener closed", "0 idle: destroyed", "0 idle: closed", "0 drained"]);
  });

  test("gives a connection that is accepted after it was over the same time again", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttpServer, PLAN);
    const busy = server.request(server.accept("busy"));
    void begin();
    await clock.advance(4_000);
    server.accept("late");
    await clock.advance(999);
    expect(journal.read()).toEqual(["0 listener closed"]);
    await clock.advance(1);
    expect(journal.read()).toEqual(["5000 late: destroyed", "5000 late: closed"]);
    await busy.flush();
  });
});

describe("a connection whose last response said keep-alive before the drain began", () => {
  test.each([
    { idleGraceMs: 1_000, afterMs: 100 },
    { idleGraceMs: 50, afterMs: 50 },
    { idleGraceMs: 0, afterMs: 20 },
  ])(
    "is closed $afterMs ms after the response that was under way if the idle grace is $idleGraceMs ms",
    async ({ idleGraceMs, afterMs }) => {
      const { clock, journal, server, begin } = drainScene(FakeHttpServer, { idleGraceMs });
      const response = server.request(server.accept("told"));
      response.sendHeaders();
      void begin();
      await clock.advance(300);
      await response.flush();
      await clock.advance(afterMs - 1);
      expect(journal.read()).toEqual(["0 listener closed"]);
      await clock.advance(1);
      const at = 300 + afterMs;
      expect(journal.read()).toEqual([`${at} told: destroyed`, `${at} told: closed`, `${at} drained`]);
    },
  );

  test("is not closed earlier where the idle grace ends shortly after that response", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttpServer, PLAN);
    const response = server.request(server.accept("told"));
    response.sendHeaders();
    void begin();
    await clock.advance(999);
    await response.flush();
    await clock.advance(99);
    expect(journal.read()).toEqual(["0 listener closed"]);
    await clock.advance(1);
    expect(journal.read()).toEqual(["1099 told: destroyed", "1099 told: closed", "1099 drained"]);
  });

  test("gets an answer to a request that comes in those 100 ms, and that one says close", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttpServer, PLAN);
    const told = server.accept("told");
    const first = server.request(told);
    first.sendHeaders();
    void begin();
    await clock.advance(2_000);
    await first.flush();
    await clock.advance(99);
    const second = server.request(told);
    await clock.advance(1_000);
    expect(journal.read()).toEqual(["0 listener closed"]);
    expect(second.shouldKeepAlive).toBe(false);
    await second.flush();
    await clock.settle();
    expect(journal.read()).toEqual([
      "3099 told: ended",
      "3099 told: destroyed",
      "3099 told: closed",
      "3099 drained",
    ]);
  });

  test("has the whole idle grace where only the last bytes of its response were left to send", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttpServer, PLAN);
    const response = server.request(server.accept("flushing"));
    response.end();
    void begin();
    await clock.advance(300);
    await response.flush();
    await clock.advance(699);
    expect(journal.read()).toEqual(["0 listener closed"]);
    await clock.advance(1);
    expect(journal.read()).toEqual(["1000 flushing: destroyed", "1000 flushing: closed", "1000 drained"]);
  });

  test("is not closed earlier than 100 ms after the last byte of such a response", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttpServer, PLAN);
    const response = server.request(server.accept("flushing"));
    response.end();
    void begin();
    await clock.advance(950);
    await response.flush();
    await clock.advance(99);
    expect(journal.read()).toEqual(["0 listener closed"]);
    await clock.advance(1);
    expect(journal.read()).toEqual(["1050 flushing: destroyed", "1050 flushing: closed", "1050 drained"]);
  });
});

describe("pipelined requests", () => {
  test("get `Connection: close` in the last response only, also if one more request arrives", async () => {
    const { server, drain, begin } = drainScene(FakeHttpServer, PLAN);
    const pipelined = server.accept("pipelined");
    const responses = [server.request(pipelined, "/1"), server.request(pipelined, "/2")];
    const says = () => responses.map(({ shouldKeepAlive }) => (shouldKeepAlive ? "keep-alive" : "close"));
    expect(says()).toEqual(["keep-alive", "keep-alive"]);
    void begin();
    expect(says()).toEqual(["keep-alive", "close"]);
    responses.push(server.request(pipelined, "/3"));
    expect(says()).toEqual(["keep-alive", "keep-alive", "close"]);
    expect(drain.stats().requests.inFlight).toBe(3);
  });

  test("keep the connection header the application has set, but for the last of them", () => {
    const { server, begin } = drainScene(FakeHttpServer, PLAN);
    const pipelined = server.accept("pipelined");
    const first = server.request(pipelined, "/1");
    void begin();
    const second = server.request(pipelined, "/2");
    for (const response of [first, second]) {
      response.setHeader("connection", "keep-alive");
      response.sendHeaders();
    }
    expect([first, second].map((response) => response.getHeader("connection"))).toEqual([
      "keep-alive",
      "close",
    ]);
  });

  test("and an idle connection stay open before the announcement, and close from then on", async () => {
    const { clock, journal, server, drain } = drainScene(FakeHttpServer, PLAN);
    const before = server.request(server.accept("before"));
    expect(before.shouldKeepAlive).toBe(true);
    drain.disableKeepAlive();
    expect(before.shouldKeepAlive).toBe(false);
    const after = server.request(server.accept("after"));
    expect(after.shouldKeepAlive).toBe(false);
    await after.flush();
    await clock.settle();
    // Announced, not draining: nothing is closed but what its own response closes.
    expect(journal.read()).toEqual(["0 after: ended", "0 after: destroyed", "0 after: closed"]);
  });
});
