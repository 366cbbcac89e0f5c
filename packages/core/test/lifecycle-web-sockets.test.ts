import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import type { ShutdownPlan } from "../src/plan.js";
import type { Target } from "../src/target.js";
import { lifecycleScene } from "./lifecycle-scene.js";

const PLAN = { budgetMs: 10_000, releaseMs: 1_000, idleGraceMs: 0, lameDuckMs: 0 };
const GOING_AWAY = "880203e9";

/** A shutdown while one WebSocket is open that its application does not close. */
function shuttingDown(plan: ShutdownPlan, changes: Partial<Target> = {}) {
  const scene = lifecycleScene({ ...PLAN, ...plan }, changes);
  scene.server.on("upgrade", () => {});
  const socket = scene.server.accept("socket");
  scene.server.upgrade(socket);
  socket.write("HTTP/1.1 101");
  void scene.lifecycle.startShutdown({ reason: "test" });
  const told = () => scene.journal.read().filter((entry) => entry.includes(GOING_AWAY));
  return { ...scene, socket, told };
}

/** Clients of a WebSocket server of the application, which note when they are closed. */
function clients(count: number) {
  const closed: string[] = [];
  const scene: { now?: () => number } = {};
  const list = Array.from({ length: count }, (_, n) => ({
    close: (code?: number) => void closed.push(`${Math.round(scene.now?.() ?? -1)} ${n}: ${code}`),
  }));
  return { closed, list, scene };
}

test("the engine's close frames have their places in the plan's `spreadMs`", async () => {
  const { clock, server, told } = shuttingDown({ spreadMs: 100 });
  const second = server.accept("second");
  server.upgrade(second);
  second.write("HTTP/1.1 101");
  await clock.advance(19);
  expect(told()).toEqual([]);
  await clock.advance(81);
  // The second came in the drain, and so had the first place.
  expect(told().map((entry) => entry.split(" ")[1])).toEqual(["second:", "socket:"]);
});

test("clients of `webSockets` have theirs, by half of the upgrade grace at the latest", async () => {
  for (const [spreadMs, places] of [
    [1_000, ["20 0: 1001", "236 2: 1001", "618 1: 1001"]],
    [60_000, ["20 0: 1001", "354 2: 1001", "927 1: 1001"]],
    [0, ["20 0: 1001", "20 1: 1001", "20 2: 1001"]],
  ] as const) {
    const { closed, list, scene } = clients(3);
    const { clock } = shuttingDown({ spreadMs, webSockets: { clients: list } });
    scene.now = () => clock.now();
    await clock.advance(1_500);
    expect(closed).toEqual(places);
  }
});

describe("a client of `webSockets` whose socket is known", () => {
  const QUESTION = Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0x61]);
  const ANSWER = Buffer.from([0x81, 0x01, 0x61]);

  function asking(plan: ShutdownPlan = {}) {
    const closed: string[] = [];
    const client: { _socket?: unknown; close(code?: number): void } = {
      close: (code) => void closed.push(`${scene.clock.now()}: ${code}`),
    };
    const scene = lifecycleScene({ ...PLAN, ...plan, webSockets: { clients: [client] } });
    scene.server.on("upgrade", (_request, socket) => socket.on("data", () => {}));
    const socket = scene.server.accept("socket");
    client._socket = socket;
    scene.server.upgrade(socket);
    socket.write("HTTP/1.1 101");
    const told = () => scene.journal.read().filter((entry) => entry.includes(GOING_AWAY));
    return { ...scene, socket, closed, told };
  }

  test("is closed at its place, by that API alone", async () => {
    const { clock, lifecycle, closed, told } = asking();
    void lifecycle.startShutdown({ reason: "test" });
    await clock.advance(2_900);
    expect(closed).toEqual(["20: 1001"]);
    expect(told()).toEqual([]);
  });

  test("is closed after the answer that it waits for", async () => {
    const { clock, lifecycle, socket, closed } = asking();
    socket.emit("data", QUESTION);
    void lifecycle.startShutdown({ reason: "test" });
    await clock.advance(700);
    expect(closed).toEqual([]);
    socket.write(ANSWER);
    await clock.settle();
    expect(closed).toEqual(["700: 1001"]);
  });

  test("is closed at half of the upgrade grace where no answer comes", async () => {
    const { clock, lifecycle, socket, closed, told } = asking();
    socket.emit("data", QUESTION);
    void lifecycle.startShutdown({ reason: "test" });
    await clock.advance(2_900);
    expect(closed).toEqual(["1500: 1001"]);
    expect(told()).toEqual([]);
  });

  test("is closed even if a stream is piped into its socket: the engine puts no frame in between", async () => {
    const { clock, lifecycle, socket, closed, told } = asking();
    socket.emit("pipe", new PassThrough());
    void lifecycle.startShutdown({ reason: "test" });
    await clock.advance(2_900);
    expect(closed).toEqual(["20: 1001"]);
    expect(told()).toEqual([]);
  });
});

test("those that are left when the drain is over are closed then: no timer of theirs holds the process", async () => {
  const { closed, list, scene } = clients(3);
  const { clock, socket } = shuttingDown({ webSockets: { clients: list } });
  scene.now = () => clock.now();
  await clock.advance(100);
  socket.hangUp();
  await clock.settle();
  expect(closed).toEqual(["20 0: 1001", "100 1: 1001", "100 2: 1001"]);
  expect(clock.timers).toBe(0);
});

test("the frame waits for what the framework does when the drain begins, until half of the upgrade grace", async () => {
  let say = () => {};
  const said = new Promise<void>((resolve) => {
    say = resolve;
  });
  const { clock, told } = shuttingDown({}, { onDrain: () => said });
  await clock.advance(700);
  expect(told()).toEqual([]);
  say();
  await clock.advance(20);
  expect(told()).toEqual([`720 socket: sent ${GOING_AWAY}`]);
  const hanging = shuttingDown({}, { onDrain: () => new Promise(() => {}) });
  await hanging.clock.advance(1_520);
  expect(hanging.told()).toEqual([`1520 socket: sent ${GOING_AWAY}`]);
});

test("a framework that fails then is logged, and its WebSockets get their close frame", async () => {
  const fail = () => {
    throw new Error("no goodbye");
  };
  const { clock, told, log } = shuttingDown({}, { onDrain: fail });
  await clock.advance(20);
  expect(told()).toEqual([`20 socket: sent ${GOING_AWAY}`]);
  expect(log).toContain("`app` failed: no goodbye");
});
