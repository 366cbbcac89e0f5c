import { describe, expect, it } from "vitest";
import { drainScene } from "./drain-scene.js";
import { FakeHttp2Server, FakeHttpServer } from "./fakes/fake-server.js";

const GOING_AWAY = "880203e9";

describe("a request answered before its body was read", () => {
  const PLAN = { idleGraceMs: 100, drainMs: 10_000 };

  it("has its body read to the end, behind a FIN, so that the client reads the answer", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttpServer, PLAN);
    const response = server.request(server.accept("upload"), "/", { method: "POST", complete: false });
    void begin();
    await response.flush();
    await clock.advance(1_500);
    expect(journal.read()).toEqual(["0 upload: ended", "0 listener closed"]);
    response.req.completeBody();
    await clock.settle();
    expect(journal.read()).toEqual(["1500 upload: destroyed", "1500 upload: closed", "1500 drained"]);
  });

  it("is closed after 2 s of that, which cuts nothing", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttpServer, PLAN);
    const response = server.request(server.accept("upload"), "/", { method: "POST", complete: false });
    const outcome = begin();
    await clock.advance(300);
    await response.flush();
    await clock.advance(1_999);
    response.req.socket.receive(1_000);
    expect(journal.read()).toEqual(["0 listener closed", "300 upload: ended"]);
    await clock.advance(1);
    expect(journal.read()).toEqual(["2300 upload: destroyed", "2300 upload: closed", "2300 drained"]);
    expect(await outcome).toMatchObject({ requests: { answered: 1 }, cuts: [] });
  });

  it("is not reported as cut where the deadline comes first: its client has the answer", async () => {
    const { clock, server, begin } = drainScene(FakeHttpServer, { ...PLAN, drainMs: 1_000 });
    const response = server.request(server.accept("upload"), "/", { method: "POST", complete: false });
    const outcome = begin();
    await clock.advance(300);
    await response.flush();
    response.req.socket.receive(1_000);
    await clock.advance(700);
    expect(await outcome).toMatchObject({ connections: { closed: 1, cut: 0 }, cuts: [] });
  });

  it("while the server served is left in peace, and closed with the idle ones when its body has come", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttpServer, PLAN);
    const response = server.request(server.accept("upload"), "/", { method: "POST", complete: false });
    await response.flush();
    void begin();
    await clock.advance(50);
    response.req.completeBody();
    await clock.advance(50);
    expect(journal.read()).toEqual([
      "0 listener closed",
      "100 upload: destroyed",
      "100 upload: closed",
      "100 drained",
    ]);
  });
});

describe("an upgraded connection", () => {
  const PLAN = { upgradeGraceMs: 3_000, drainMs: 10_000 };

  function upgraded(protocol: string, options = {}) {
    const scene = drainScene(FakeHttpServer, { ...PLAN, ...options });
    scene.server.on("upgrade", () => {});
    const socket = scene.server.accept("socket");
    scene.server.upgrade(socket, protocol);
    return { ...scene, socket };
  }

  it("that is a WebSocket is told 1001 in the next turn, and cut when its grace is over", async () => {
    const { clock, journal, begin } = upgraded("WebSocket");
    const outcome = begin();
    await clock.advance(2_999);
    expect(journal.read()).toEqual([`0 socket: sent ${GOING_AWAY}`, "0 listener closed"]);
    await clock.advance(1);
    expect(journal.read()).toEqual(["3000 socket: destroyed", "3000 socket: closed", "3000 drained"]);
    expect((await outcome).cuts).toEqual([{ kind: "connection", state: "upgraded", remote: "203.0.113.7" }]);
  });

  it("that ends in its grace is not cut", async () => {
    const { clock, socket, begin } = upgraded("websocket");
    const outcome = begin();
    await clock.advance(2_000);
    socket.hangUp();
    await clock.settle();
    expect(await outcome).toMatchObject({
      durationMs: 2_000,
      connections: { total: 1, closed: 1, cut: 0 },
      cuts: [],
    });
  });

  it("that speaks something else is told nothing", async () => {
    const { clock, journal, begin } = upgraded("tcp-tunnel");
    void begin();
    await clock.advance(2_999);
    expect(journal.read()).toEqual(["0 listener closed"]);
  });

  it("whose server is closed through its own API is told by the engine only at half of the grace", async () => {
    const { clock, journal, begin } = upgraded("websocket", { closesWebSockets: true });
    void begin();
    await clock.advance(1_499);
    expect(journal.read()).toEqual(["0 listener closed"]);
    await clock.advance(1);
    expect(journal.read()).toEqual([`1500 socket: sent ${GOING_AWAY}`]);
  });

  it("that was upgraded in the drain has its whole grace from there", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttpServer, PLAN);
    server.on("upgrade", () => {});
    const socket = server.accept("socket");
    void begin();
    await clock.advance(500);
    server.upgrade(socket);
    await clock.advance(2_999);
    expect(journal.read()).toEqual(["0 listener closed", `500 socket: sent ${GOING_AWAY}`]);
    await clock.advance(1);
    expect(journal.read()).toEqual(["3500 socket: destroyed", "3500 socket: closed", "3500 drained"]);
  });

  it("is not touched by the idle grace, nor told anything by an announcement", async () => {
    const { clock, journal, drain, begin } = upgraded("tcp-tunnel", { idleGraceMs: 100 });
    drain.announce();
    await clock.settle();
    expect(journal.read()).toEqual([]);
    void begin();
    await clock.advance(1_000);
    expect(journal.read()).toEqual(["0 listener closed"]);
  });
});

describe("an HTTP/2 session", () => {
  const PLAN = { idleGraceMs: 1_000, drainMs: 10_000 };

  it("without a stream gets GOAWAY in the next turn", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttp2Server, PLAN);
    server.session("idle");
    void begin();
    await clock.settle();
    expect(journal.read()).toEqual([
      "0 idle: goaway",
      "0 idle: destroyed",
      "0 idle: closed",
      "0 listener closed",
      "0 drained",
    ]);
  });

  it("gets GOAWAY when its last stream has ended, and not before", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttp2Server, PLAN);
    const session = server.session("busy");
    const first = server.stream(session);
    const outcome = begin();
    await clock.advance(2_000);
    const second = server.stream(session);
    first.end();
    await clock.advance(1_000);
    expect(journal.read()).toEqual(["0 listener closed"]);
    second.end();
    await clock.settle();
    expect(journal.read()).toEqual([
      "3000 busy: goaway",
      "3000 busy: destroyed",
      "3000 busy: closed",
      "3000 drained",
    ]);
    expect((await outcome).requests).toMatchObject({ total: 2, answered: 2 });
  });

  it("that is busy all the time gets GOAWAY at half of the drain, and is cut at its end", async () => {
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

  it("of a peer that never answers is closed when the idle grace is over", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttp2Server, PLAN);
    server.session("silent", { isSilent: true });
    const outcome = begin();
    await clock.advance(1_000);
    expect(journal.read()).toEqual([
      "0 silent: goaway",
      "0 listener closed",
      "1000 silent: destroyed",
      "1000 silent: closed",
      "1000 drained",
    ]);
    expect((await outcome).cuts).toEqual([]);
  });

  it("of such a peer that comes after the idle grace has the same time, and does not last until the deadline", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttp2Server, PLAN);
    const busy = server.stream(server.session("busy"));
    void begin();
    await clock.advance(2_000);
    server.session("silent", { isSilent: true });
    await clock.advance(1_000);
    expect(journal.read()).toEqual([
      "0 listener closed",
      "2000 silent: goaway",
      "3000 silent: destroyed",
      "3000 silent: closed",
    ]);
    busy.end();
  });
});
