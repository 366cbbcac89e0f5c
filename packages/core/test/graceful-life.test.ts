import { once } from "node:events";
import { createServer, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createRawServer } from "node:net";
import { createDrain, graceful } from "@x/graceful-core";
import { describe, expect, test } from "vitest";
import { QUIET } from "./quiet-plan.js";
import { connect, listen } from "./wire.js";

/** A server whose answers the test gives, in the order of the requests. */
function heldServer() {
  const server = createServer();
  const waiting: ServerResponse[] = [];
  server.on("request", (_request, response) => waiting.push(response));
  const next = async () => {
    while (waiting.length === 0) await once(server, "request");
    return waiting.shift() as ServerResponse;
  };
  return { server, next };
}

describe("a life", () => {
  test("releases when the last response has left, as the server itself sees it", async () => {
    const events: string[] = [];
    const { server, next } = heldServer();
    const lifecycle = graceful(server, {
      ...QUIET,
      release: {
        postgres: () => events.push(`release, listening ${server.listening}`),
      },
    });
    const client = await connect(await listen(server));
    client.get("/");
    const response = await next();
    response.on("finish", () => events.push("response finished"));
    response.req.socket.on("close", () => events.push("connection closed"));
    server.on("close", () => events.push("server closed"));
    const report = lifecycle.shutdown();
    response.write("first half, ");
    await client.receives("first half");
    response.end("second half");
    await report;
    expect(events).toEqual([
      "response finished",
      "connection closed",
      "server closed",
      "release, listening false",
    ]);
    const { received, by } = await client.closed();
    expect(received).toContain("Connection: close");
    expect(received).toContain("second half");
    expect(by).toBe("fin");
  });

  test("is shared by several servers of several kinds, and ends when the last of them is done", async () => {
    const [first, second] = [heldServer(), heldServer()];
    const raw = createRawServer((socket) => socket.end("hello"));
    const lifecycle = graceful(first.server, QUIET).add(second.server).add(raw);
    const clients = [
      (await connect(await listen(first.server))).get("/"),
      (await connect(await listen(second.server))).get("/"),
    ];
    await (await connect(await listen(raw))).closed();
    const responses = [await first.next(), await second.next()];
    expect(lifecycle.stats()).toMatchObject({ connections: { active: 2 }, requests: { inFlight: 2 } });
    const report = lifecycle.shutdown("test");
    responses[0]?.end("first");
    expect((await clients[0]?.closed())?.received).toContain("first");
    expect(lifecycle.phase.name).toBe("draining");
    responses[1]?.end("second");
    expect((await clients[1]?.closed())?.received).toContain("second");
    expect(await report).toMatchObject({
      reason: "test",
      outcome: "clean",
      requests: { total: 2, answered: 2 },
    });
    expect([first.server, second.server, raw].map(({ listening }) => listening)).toEqual([
      false,
      false,
      false,
    ]);
  });

  test("ends with the block that uses it", async () => {
    const server = createServer((_request, response) => response.end("hello"));
    let phase = "";
    {
      await using lifecycle = graceful(server, QUIET);
      lifecycle.on("report", (report) => {
        phase = `${lifecycle.phase.name} ${report.reason}`;
      });
      const client = await connect(await listen(server));
      await client.get("/").receives("hello");
    }
    expect(phase).toBe("closed dispose");
    expect(server.listening).toBe(false);
  });

  test("has one shutdown, however often it is called", async () => {
    const lifecycle = graceful(createServer(), QUIET);
    const first = lifecycle.shutdown("first");
    expect(lifecycle.shutdown("second")).toBe(first);
    expect(lifecycle.signal.aborted).toBe(true);
    expect((await first).reason).toBe("first");
    expect(lifecycle.shutdown()).toBe(first);
  });

  test("may be ended before its server listens, which then does not listen for long", async () => {
    const server = createServer();
    const lifecycle = graceful(server, { ...QUIET, onDrain: () => void server.listen(0, "127.0.0.1") });
    const report = await lifecycle.shutdown();
    expect(report.outcome).toBe("clean");
    if (server.listening) await once(server, "close");
    expect(server.listening).toBe(false);
  });

  test("counts a request whose listener another library calls, as engine.io does", async () => {
    const held: ServerResponse[] = [];
    const server = createServer((_request, response) => response.end("app"));
    const lifecycle = graceful(server, { ...QUIET, idleGraceMs: 1_000 });
    // It takes every listener away, answers its own path, and calls the others for the rest.
    const others = server.listeners("request") as RequestListener[];
    server.removeAllListeners("request");
    server.on("request", (request, response) => {
      if (request.url === "/engine.io/") held.push(response);
      else for (const listener of others) listener.call(server, request, response);
    });
    const port = await listen(server);
    const polling = (await connect(port)).get("/engine.io/");
    const idle = await connect(port);
    await idle.get("/").receives("app");
    expect(held).toHaveLength(1);
    expect(lifecycle.stats().requests.inFlight).toBe(1);
    const report = lifecycle.shutdown();
    await idle.get("/").receives("app", 2);
    held[0]?.end("polled");
    expect((await polling.closed()).received).toMatch(/Connection: close.*polled/s);
    expect(await report).toMatchObject({ outcome: "clean", requests: { total: 2, answered: 2 } });
  });

  test("answers probes beside such a listener too", async () => {
    const server = createServer((_request, response) => response.end("app"));
    const lifecycle = graceful(server, { ...QUIET, health: { live: "/livez" } });
    const others = server.listeners("request") as RequestListener[];
    server.removeAllListeners("request");
    server.on("request", (request, response) => {
      if (request.url === "/engine.io/") response.end("engine.io");
      else for (const listener of others) listener.call(server, request, response);
    });
    const client = await connect(await listen(server));
    await client.get("/livez").receives("HTTP/1.1 200");
    await client.get("/engine.io/").receives("engine.io");
    await client.get("/").receives("app");
    await lifecycle.shutdown();
  });
});

describe("createDrain", () => {
  test("drains alone: it signals nothing, releases nothing and ends nothing", async () => {
    const before = process.eventNames().map((name) => [name, process.listenerCount(name)]);
    const { server, next } = heldServer();
    const drain = createDrain({ idleGraceMs: 0 }).add(server);
    const client = (await connect(await listen(server))).get("/");
    const response = await next();
    expect(process.eventNames().map((name) => [name, process.listenerCount(name)])).toEqual(before);
    const outcome = drain.drain();
    response.end("hello");
    expect((await client.closed()).received).toContain("hello");
    expect(await outcome).toMatchObject({ requests: { total: 1, answered: 1 }, cuts: [] });
  });

  test("adopts the open connections of a server that is added during the drain", async () => {
    const { server, next } = heldServer();
    const client = (await connect(await listen(server))).get("/");
    const response = await next();
    const drain = createDrain({ idleGraceMs: 0, drainMs: 60_000 });
    const end = drain.hold("until the server is there");
    const outcome = drain.drain();
    drain.add(server);
    end();
    response.end("hello");
    expect((await client.closed()).received).toContain("hello");
    expect((await outcome).cuts).toEqual([]);
  });

  test("takes a server that is added twice once", async () => {
    const { server, next } = heldServer();
    const drain = createDrain({ idleGraceMs: 0 }).add(server).add(server);
    const client = (await connect(await listen(server))).get("/");
    const response = await next();
    const outcome = drain.drain();
    response.end("hello");
    await client.closed();
    expect(await outcome).toMatchObject({ connections: { total: 1 }, requests: { total: 1, answered: 1 } });
    expect(server.listenerCount("request")).toBe(1);
  });
});
