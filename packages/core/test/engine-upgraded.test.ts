import { describe, expect, test } from "vitest";
import type { DrainOptions } from "../src/engine/drain.js";
import { drainScene } from "./drain-scene.js";
import { FakeHttpServer } from "./fakes/fake-server.js";

const GOING_AWAY = "880203e9";
const PLAN = { upgradeGraceMs: 3_000, drainMs: 10_000 };
const SWITCHING = "HTTP/1.1 101";

/** A connection that was upgraded, and whose application has answered that, unless `isAnswered` is false. */
function upgraded(
  protocol: string,
  { isAnswered = true, ...options }: DrainOptions & { isAnswered?: boolean } = {},
) {
  const scene = drainScene(FakeHttpServer, { ...PLAN, ...options });
  scene.server.on("upgrade", () => {});
  const socket = scene.server.accept("socket");
  scene.server.upgrade(socket, protocol);
  if (isAnswered) socket.write(SWITCHING);
  scene.journal.read();
  return { ...scene, socket };
}

describe("an upgraded connection", () => {
  test("that is a WebSocket gets 1001 at its place, and is cut when its grace is over", async () => {
    const { clock, journal, begin } = upgraded("WebSocket");
    const outcome = begin();
    await clock.advance(2_999);
    expect(journal.read()).toEqual(["0 listener closed", `20 socket: sent ${GOING_AWAY}`]);
    await clock.advance(1);
    expect(journal.read()).toEqual(["3000 socket: destroyed", "3000 socket: closed", "3000 drained"]);
    expect((await outcome).cuts).toEqual([{ kind: "connection", state: "upgraded", remote: "203.0.113.7" }]);
  });

  test("sends nothing after the close frame, whoever writes it, and has its `write` back when closed", async () => {
    const { clock, journal, socket, begin } = upgraded("websocket");
    void begin();
    await clock.advance(20);
    journal.read();
    const told: string[] = [];
    socket.write("the answer to the client's close frame", "latin1", () => told.push("written"));
    await clock.settle();
    expect(journal.read()).toEqual([]);
    expect(told).toEqual(["written"]);
    socket.hangUp();
    expect(Object.keys(socket)).not.toContain("write");
  });

  test("that ends in its grace is not cut", async () => {
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

  test("whose client stays after the closing handshake is closed with the idle ones, which cuts nothing", async () => {
    const { clock, journal, socket, begin } = upgraded("websocket", { idleGraceMs: 500 });
    const outcome = begin();
    await clock.advance(100);
    socket.end();
    socket.flush();
    await clock.advance(400);
    expect(journal.read().slice(-3)).toEqual(["500 socket: destroyed", "500 socket: closed", "500 drained"]);
    expect(await outcome).toMatchObject({ connections: { closed: 1, cut: 0 }, cuts: [] });
  });

  test("whose client stays after the idle grace is closed when its own grace ends, which cuts nothing", async () => {
    const { clock, socket, begin } = upgraded("websocket", { idleGraceMs: 500 });
    const outcome = begin();
    await clock.advance(1_000);
    socket.end();
    socket.flush();
    await clock.advance(2_000);
    expect(await outcome).toMatchObject({ durationMs: 3_000, cuts: [] });
  });

  test("that was refused gets no close frame after its answer", async () => {
    const { clock, journal, socket, begin } = upgraded("websocket", { isAnswered: false });
    socket.write("HTTP/1.1 401");
    socket.end();
    journal.read();
    void begin();
    await clock.advance(2_999);
    expect(journal.read().filter((entry) => entry.includes("sent"))).toEqual([]);
  });

  test("whose upgrade is not answered yet gets its close frame after the answer, never before", async () => {
    const { clock, journal, socket, begin } = upgraded("websocket", { isAnswered: false });
    void begin();
    await clock.advance(1_010);
    expect(journal.read()).toEqual(["0 listener closed"]);
    socket.write(SWITCHING);
    expect(journal.read()).toEqual([`1010 socket: sent ${SWITCHING}`]);
    await clock.advance(60);
    expect(journal.read()).toEqual([`1020 socket: sent ${GOING_AWAY}`]);
    await clock.advance(1_000);
    expect(journal.read(), "once").toEqual([]);
  });

  test("whose handshake is never answered is cut when its grace is over", async () => {
    const { clock, journal, begin } = upgraded("websocket", { isAnswered: false });
    const outcome = begin();
    await clock.advance(3_000);
    expect(journal.read()).toEqual([
      "0 listener closed",
      "3000 socket: destroyed",
      "3000 socket: closed",
      "3000 drained",
    ]);
    expect((await outcome).cuts).toHaveLength(1);
  });

  test("whose socket breaks at the close frame causes no error", async () => {
    const { clock, socket, begin } = upgraded("websocket");
    void begin();
    await clock.advance(20);
    expect(() => socket.emit("error", new Error("EPIPE"))).not.toThrow();
  });

  test("with another protocol gets no notice", async () => {
    const { clock, journal, begin } = upgraded("tcp-tunnel");
    void begin();
    await clock.advance(2_999);
    expect(journal.read()).toEqual(["0 listener closed"]);
  });

  test("with another protocol is cut even if this side has ended: what comes in is lost", async () => {
    const { clock, socket, begin } = upgraded("tcp-tunnel");
    const outcome = begin();
    socket.end();
    socket.flush();
    await clock.advance(3_000);
    expect((await outcome).cuts).toHaveLength(1);
  });

  test("that was upgraded during the drain has the whole grace from then on", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttpServer, PLAN);
    server.on("upgrade", (_request, socket) => socket.write(SWITCHING));
    const socket = server.accept("socket");
    void begin();
    await clock.advance(500);
    server.upgrade(socket);
    await clock.advance(2_999);
    expect(journal.read()).toEqual([
      "0 listener closed",
      `500 socket: sent ${SWITCHING}`,
      `520 socket: sent ${GOING_AWAY}`,
    ]);
    await clock.advance(1);
    expect(journal.read()).toEqual(["3500 socket: destroyed", "3500 socket: closed", "3500 drained"]);
  });

  test("is not affected by the idle grace and by the end of keep-alive", async () => {
    const { clock, journal, drain, begin } = upgraded("tcp-tunnel", { idleGraceMs: 100 });
    drain.disableKeepAlive();
    await clock.settle();
    expect(journal.read()).toEqual([]);
    void begin();
    await clock.advance(1_000);
    expect(journal.read()).toEqual(["0 listener closed"]);
  });
});

describe("a WebSocket that the application closes itself", () => {
  test("gets the engine's frame when the application has had its turn", async () => {
    const { clock, journal, drain, begin } = upgraded("websocket", { deferWebSocketClose: true });
    void begin();
    await clock.advance(700);
    expect(journal.read()).toEqual(["0 listener closed"]);
    drain.startCloseHandshakes();
    await clock.advance(20);
    expect(journal.read()).toEqual([`720 socket: sent ${GOING_AWAY}`]);
    await clock.advance(1_000);
    expect(journal.read(), "once").toEqual([]);
  });

  test("gets no second frame from the engine: nothing may follow a close frame", async () => {
    const { clock, journal, drain, socket, begin } = upgraded("websocket", { deferWebSocketClose: true });
    void begin();
    socket.write(Buffer.from([0x81, 0x02, 0x88, 0x00]));
    socket.write(Buffer.from([0x88, 0x02]));
    socket.write(Buffer.from([0x0f, 0xa0]));
    journal.read();
    drain.startCloseHandshakes();
    await clock.advance(2_000);
    expect(journal.read()).toEqual(["0 listener closed"]);
  });

  test("gets the engine's frame at half of its grace if the application never finishes", async () => {
    const { clock, journal, begin } = upgraded("websocket", { deferWebSocketClose: true });
    void begin();
    await clock.advance(1_499);
    expect(journal.read()).toEqual(["0 listener closed"]);
    await clock.advance(21);
    expect(journal.read()).toEqual([`1520 socket: sent ${GOING_AWAY}`]);
  });

  test("gets no frame if its socket is closed by then", async () => {
    const { clock, journal, socket, begin } = upgraded("websocket", { deferWebSocketClose: true });
    void begin();
    await clock.advance(100);
    socket.hangUp();
    await clock.advance(3_000);
    expect(journal.read()).toEqual(["0 listener closed", "100 socket: closed", "100 drained"]);
  });
});
