import { channel } from "node:diagnostics_channel";
import { createServer, type Server } from "node:http";
import type { Socket } from "node:net";
import { graceful, type ShutdownPlan } from "@x/graceful-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CHANNELS, listeners } from "../../../system-tests/soak/traces.mjs";
import { activeResources } from "../src/process/exits/resources.js";
import { QUIET } from "./quiet-plan.js";
import { connect, listen } from "./wire.js";

/** With every room of the process at work but the exit, which would end the tests. */
const PLAN: ShutdownPlan = { ...QUIET, signals: ["SIGTERM", "SIGINT", "SIGUSR2"], idleGraceMs: 0 };

/** Everything that a life could leave in the process. */
function traces() {
  return {
    process: listeners(process),
    channels: CHANNELS.map((name) => [name, channel(name).hasSubscribers]),
    exitCode: process.exitCode,
    globals: Reflect.ownKeys(globalThis).map(String),
  };
}

const hello = () => createServer((_request, response) => void response.end("hello"));

async function oneLife(plan: ShutdownPlan, server = hello()): Promise<Server> {
  const lifecycle = graceful(server, plan);
  lifecycle.on("phase", () => {});
  const client = await connect(await listen(server));
  await client.get("/").receives("hello");
  const report = await lifecycle.shutdown();
  expect(report).toMatchObject({ outcome: "clean", connections: { total: 1, closed: 1 } });
  await client.closed();
  return server;
}

describe("nothing is left after closed:", () => {
  let before: ReturnType<typeof traces>;
  // What the first of all lives sets up for good is not a leak: modules, the table of the process.
  beforeAll(async () => {
    await oneLife(PLAN);
    before = traces();
  });
  afterAll(() => expect(traces()).toEqual(before));

  test("no listener on the server, with or without health probes and refusing", async () => {
    const bare = hello();
    const health = { live: "/livez", ready: "/readyz" };
    for (const extra of [
      {},
      { health },
      { whileDraining: "refuse" },
      { health, whileDraining: "refuse" },
    ] as const) {
      const server = hello();
      const [handler] = server.listeners("request");
      await oneLife({ ...PLAN, ...extra }, server);
      expect(listeners(server)).toEqual(listeners(bare));
      expect(server.listeners("request")).toEqual([handler]);
    }
  });

  test("no property on the server or its sockets, while it serves neither", async () => {
    const keys = (thing: object) => Reflect.ownKeys(thing).map(String).sort();
    const sockets: Socket[] = [];
    const [bare, server] = [hello(), hello()];
    const lifecycle = graceful(server, PLAN);
    for (const each of [bare, server]) {
      each.on("connection", (socket) => sockets.push(socket));
      const client = await connect(await listen(each));
      await client.get("/").receives("hello");
    }
    const [bareSocket, socket] = sockets as [Socket, Socket];
    expect(keys(server)).toEqual(keys(bare));
    expect(keys(socket)).toEqual(keys(bareSocket));
    const { close, ...others } = listeners(socket);
    const { close: bareClose, ...bareOthers } = listeners(bareSocket);
    expect(others).toEqual(bareOthers);
    expect(close).toBe((bareClose ?? 0) + 1);
    await lifecycle.shutdown();
    bareSocket.destroy();
    await new Promise((resolve) => bare.close(resolve));
    expect(keys(server)).toEqual(keys(bare));
  });

  test("no listener, timer, handle or subscription in the process after 100 lives with a request each", async () => {
    for (let round = 0; round < 100; round++) {
      await oneLife(PLAN);
      expect(traces()).toEqual(before);
    }
    // What is closed is given back a turn later.
    await new Promise(setImmediate);
    expect(activeResources().filter((name) => /^(TCP|Timeout|Immediate)/.test(name))).toEqual([]);
  });

  test("no listener of signals where a life was refused or is over", async () => {
    const server = hello();
    const lifecycle = graceful(server, PLAN);
    expect(process.listenerCount("SIGUSR2")).toBe((before.process.SIGUSR2 ?? 0) + 1);
    expect(() => graceful(server, PLAN)).toThrow("ALREADY_GRACEFUL");
    expect(process.listenerCount("SIGUSR2")).toBe((before.process.SIGUSR2 ?? 0) + 1);
    await lifecycle.shutdown();
  });
});
