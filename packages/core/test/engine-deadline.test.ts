import { channel } from "node:diagnostics_channel";
import { describe, expect, test } from "vitest";
import { drainScene } from "./drain-scene.js";
import { FakeRequest, FakeResponse } from "./fakes/fake-exchange.js";
import { FakeHttpServer, FakeHttpsServer, FakeServer } from "./fakes/fake-server.js";
import { FakeSocket } from "./fakes/fake-socket.js";

const PLAN = { idleGraceMs: 1_000, drainMs: 10_000 };

describe("the deadline", () => {
  test("cuts what is left, and reports how far each request had come", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttpServer, PLAN);
    const on = (url: string, complete = true) =>
      server.request(server.accept(url), url, { method: complete ? "GET" : "POST", complete });
    on("/reading", false);
    await clock.advance(1_000);
    on("/handling");
    on("/responding").sendHeaders();
    on("/flushing").end();
    server.accept("half").receive();

    const outcome = begin();
    await clock.advance(9_999);
    expect(journal.read()).toEqual(["1000 listener closed"]);
    await clock.advance(1);
    expect(journal.read().filter((entry) => !entry.endsWith("closed"))).toEqual([
      "11000 /reading: destroyed",
      "11000 /handling: destroyed",
      "11000 /responding: destroyed",
      "11000 /flushing: destroyed",
      "11000 half: destroyed",
      "11000 drained",
    ]);
    const remote = "203.0.113.7";
    expect(await outcome).toEqual({
      connections: { total: 5, closed: 0, cut: 5, untracked: 0 },
      requests: { total: 4, answered: 0, ended: 0, aborted: 0, refused: 0, cut: 4 },
      durationMs: 10_000,
      cuts: [
        { kind: "request", method: "POST", url: "/reading", state: "reading", ageMs: 11_000, remote },
        { kind: "request", method: "GET", url: "/handling", state: "handling", ageMs: 10_000, remote },
        { kind: "request", method: "GET", url: "/responding", state: "responding", ageMs: 10_000, remote },
        { kind: "request", method: "GET", url: "/flushing", state: "flushing", ageMs: 10_000, remote },
        { kind: "connection", state: "receiving", remote },
      ],
    });
  });

  test("reports a request under the URL it came with, whatever a router made of it", async () => {
    const { clock, server, begin } = drainScene(FakeHttpServer, PLAN);
    const response = server.request(server.accept("mounted"), "/api/users");
    Object.assign(response.req, { url: "/users" });
    const outcome = begin();
    await clock.advance(10_000);
    expect((await outcome).cuts).toMatchObject([{ url: "/api/users" }]);
  });

  test("counts a request that its client gave up, and does not wait for it", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttpServer, PLAN);
    const given = server.accept("given up");
    server.request(given);
    server.request(given);
    const outcome = begin();
    await clock.advance(100);
    given.hangUp();
    await clock.settle();
    expect(journal.read()).toEqual(["0 listener closed", "100 given up: closed", "100 drained"]);
    expect((await outcome).requests).toEqual({
      total: 2,
      answered: 0,
      ended: 0,
      aborted: 2,
      refused: 0,
      cut: 0,
    });
  });

  test("counts as answered what had left when its connection was closed, whoever closed it", async () => {
    const { clock, server, begin } = drainScene(FakeHttpServer, PLAN);
    // As Deno does it behind the last response of a server that no longer listens.
    const flushed = server.request(server.accept("flushed"), "/flushed");
    flushed.on("finish", () => flushed.req.socket.destroy());
    // As Node does it on a connection that its client has reset: the bytes went nowhere.
    const reset = server.request(server.accept("reset"), "/reset");
    const outcome = begin();
    await clock.settle();
    void flushed.flush();
    reset.end();
    reset.req.socket.destroy();
    void reset.flush();
    await clock.settle();
    expect((await outcome).requests).toMatchObject({ total: 2, answered: 1, aborted: 1, cut: 0 });
  });

  test("waits for the sockets to emit close, for a moment only", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttpServer, PLAN);
    const stuck = server.accept("stuck");
    stuck.isStuck = true;
    server.request(stuck);
    const outcome = begin();
    await clock.advance(10_099);
    expect(journal.read()).toEqual(["0 listener closed", "10000 stuck: destroyed"]);
    await clock.advance(1);
    expect(journal.read()).toEqual(["10100 closeAllConnections", "10100 drained"]);
    expect((await outcome).connections.untracked).toBe(1);
  });

  test("cuts also what is accepted while it cuts", async () => {
    const { clock, journal, server, drain } = drainScene(FakeServer, PLAN);
    server.accept("early");
    drain.cut();
    // The snapshot of what is to be cut is taken; the listener closes some turns later.
    server.accept("late");
    const outcome = drain.drain();
    await clock.advance(100);
    expect(
      journal
        .read()
        .filter((entry) => entry.endsWith("destroyed"))
        .sort(),
    ).toEqual(["0 early: destroyed", "0 late: destroyed"]);
    expect((await outcome).connections).toEqual({ total: 2, closed: 0, cut: 2, untracked: 0 });
  });

  test("does not wait for a quiet turn to close the listener: new connections would be cut", async () => {
    const { clock, server, drain } = drainScene(FakeServer, PLAN);
    let accepted = 0;
    clock.onTurn = () => {
      if (server.listening && accepted < 500) server.accept(`connection ${++accepted}`);
    };
    const outcome = drain.drain();
    drain.cut();
    await clock.advance(200);
    expect(accepted).toBeLessThan(10);
    expect((await outcome).connections).toMatchObject({ total: accepted, cut: accepted });
  });

  test("comes at once with cut(), which starts the drain if necessary", async () => {
    const { clock, journal, server, drain } = drainScene(FakeHttpServer, PLAN);
    server.request(server.accept("slow"));
    drain.cut();
    drain.cut();
    expect(drain.signal.aborted).toBe(true);
    const outcome = drain.drain();
    await clock.settle();
    expect(journal.read()).toEqual(["0 listener closed", "0 slow: destroyed", "0 slow: closed"]);
    expect((await outcome).cuts).toHaveLength(1);
  });
});

describe("a raw connection", () => {
  test("is waited for until the deadline: nothing shows whether it is idle", async () => {
    const { clock, journal, server, begin } = drainScene(FakeServer, PLAN);
    const ends = server.accept("ends by itself");
    server.accept("stays");
    const outcome = begin();
    await clock.advance(3_000);
    ends.hangUp();
    await clock.advance(7_000);
    expect(journal.read()).toEqual([
      "0 listener closed",
      "3000 ends by itself: closed",
      "10000 stays: destroyed",
      "10000 stays: closed",
      "10000 drained",
    ]);
    expect((await outcome).cuts).toEqual([{ kind: "connection", state: "raw", remote: "203.0.113.7" }]);
  });
});

describe("a pending TLS handshake", () => {
  test("is closed when the idle grace is over, which cuts nothing", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttpsServer, PLAN);
    server.accept("pending");
    const outcome = begin();
    await clock.advance(1_000);
    expect(journal.read()).toEqual([
      "0 listener closed",
      "1000 pending: destroyed",
      "1000 pending: closed",
      "1000 drained",
    ]);
    expect(await outcome).toMatchObject({ connections: { total: 1, closed: 1, cut: 0 }, cuts: [] });
  });

  test("that is done in time is one connection, and its request is answered", async () => {
    const { clock, journal, server, drain, begin } = drainScene(FakeHttpsServer, PLAN);
    const pending = server.accept("pending");
    expect(drain.stats().connections).toMatchObject({ total: 1, handshake: 1 });
    const outcome = begin();
    await clock.advance(500);
    const response = server.request(server.secure(pending));
    expect(drain.stats().connections).toMatchObject({ total: 1, handshake: 0, active: 1 });
    await clock.advance(2_000);
    await response.flush();
    await clock.settle();
    expect(journal.read()).toEqual([
      "0 listener closed",
      "2500 pending: ended",
      "2500 pending: destroyed",
      "2500 pending: closed",
      "2500 drained",
    ]);
    expect(await outcome).toMatchObject({ connections: { total: 1, closed: 1 }, requests: { answered: 1 } });
  });
});

describe("a hold", () => {
  test("keeps the drain open until it is ended or its work settles, either way", async () => {
    const { clock, journal, drain, begin } = drainScene(FakeHttpServer, PLAN);
    const end = drain.hold("job");
    drain.hold("message", new Promise((resolve) => clock.after(2_000, () => resolve(undefined))));
    drain.hold("cron", new Promise((_, reject) => clock.after(3_000, () => reject(new Error("no luck")))));
    expect(drain.stats().holds).toEqual(["job", "message", "cron"]);
    const outcome = begin();
    await clock.advance(1_000);
    end();
    end();
    expect(drain.stats().holds).toEqual(["message", "cron"]);
    await clock.advance(3_000);
    expect(journal.read()).toEqual(["0 listener closed", "3000 drained"]);
    expect((await outcome).cuts).toEqual([]);
  });

  test("is cut at the deadline", async () => {
    const { clock, drain, begin } = drainScene(FakeHttpServer, PLAN);
    await clock.advance(5_000);
    const end = drain.hold("job");
    const outcome = begin();
    await clock.advance(10_000);
    end();
    expect((await outcome).cuts).toEqual([{ kind: "hold", name: "job", ageMs: 10_000 }]);
  });

  test("that begins when everything is being cut is cut and reported as well", async () => {
    const { clock, server, drain } = drainScene(FakeHttpServer, PLAN);
    server.request(server.accept("slow"));
    const outcome = drain.drain();
    drain.cut();
    drain.hold("too late");
    await clock.settle();
    expect((await outcome).cuts).toMatchObject([{ kind: "hold", name: "too late" }, { kind: "request" }]);
    expect(drain.stats().holds).toEqual([]);
  });

  test("whose work has a `then` that throws is over", async () => {
    const { clock, journal, drain, begin } = drainScene(FakeHttpServer, PLAN);
    const work = {
      // biome-ignore lint/suspicious/noThenProperty: it is what is tested
      then() {
        throw new Error("a lazy query");
      },
    } as unknown as Promise<void>;
    drain.hold("job", work);
    void begin();
    await clock.settle();
    expect(journal.read()).toEqual(["0 listener closed", "0 drained"]);
  });

  test("that is given no promise is refused, and holds nothing", async () => {
    const { clock, drain, begin } = drainScene(FakeHttpServer, PLAN);
    const wrong = (async () => {}) as unknown as Promise<void>;
    expect(() => drain.hold("job", wrong)).toThrow(/INVALID_OPTION.*`hold\("job"\)`.*promise/);
    expect(drain.stats().holds).toEqual([]);
    const outcome = begin();
    await clock.settle();
    expect((await outcome).cuts).toEqual([]);
  });
});

describe("connections from before the engine", () => {
  test("are read on if the answer came before the end of the request, and closed after the body", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttpServer, PLAN);
    const uploading = new FakeSocket("uploading", journal);
    server.adopt(uploading);
    const request = new FakeRequest("/", uploading, { method: "POST", complete: false });
    const outcome = begin();
    await clock.advance(100);
    channel("http.server.response.finish").publish({ request, socket: uploading, server });
    await clock.advance(1_900);
    expect(journal.read()).toEqual(["0 listener closed", "100 uploading: ended"]);
    request.completeBody();
    await clock.settle();
    expect(journal.read()).toEqual(["2000 uploading: destroyed", "2000 uploading: closed", "2000 drained"]);
    expect((await outcome).connections).toMatchObject({ total: 1, closed: 1 });
  });

  test("are closed after the last response, if requests were pipelined", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttpServer, PLAN);
    const socket = new FakeSocket("pipelined", journal);
    server.adopt(socket);
    socket.receive(100);
    const responses = ["/first", "/second"].map((url) => new FakeResponse(new FakeRequest(url, socket, {})));
    const outcome = begin();
    await clock.advance(1_500);
    for (const response of responses) {
      channel("http.server.response.finish").publish({ request: response.req, socket, server });
      await response.flush();
      await clock.advance(500);
    }
    expect(journal.read()).toEqual([
      "0 listener closed",
      "2100 pipelined: destroyed",
      "2100 pipelined: closed",
      "2100 drained",
    ]);
    expect((await outcome).connections).toMatchObject({ total: 1, closed: 1 });
  });

  test("are closed by Node when nothing else is left, and cut by it at the deadline", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttpServer, PLAN);
    const idle = new FakeSocket("idle", journal);
    for (const socket of [idle, new FakeSocket("unused", journal)]) server.adopt(socket);
    await new FakeResponse(new FakeRequest("/", idle, {})).flush();
    const outcome = begin();
    await clock.advance(1_000);
    expect(journal.read()).toEqual(["0 listener closed", "1000 idle: destroyed", "1000 idle: closed"]);
    await clock.advance(9_100);
    expect(journal.read()).toEqual(["10100 closeAllConnections", "10100 drained"]);
    expect((await outcome).connections).toEqual({ total: 0, closed: 0, cut: 0, untracked: 1 });
  });
});
