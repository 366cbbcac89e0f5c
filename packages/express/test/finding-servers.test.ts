import { EventEmitter, once } from "node:events";
import { createServer as createHttp, type RequestListener, type Server } from "node:http";
import { createServer as createHttps } from "node:https";
import { createServer as createRaw } from "node:net";
import { type ExpressApp, graceful } from "@x/graceful-express";
import type { Express } from "express";
import { Server as SocketServer } from "socket.io";
import { describe, expect, test } from "vitest";
import { tlsIdentity } from "../../../test-kit/tls-identity.mjs";
import { QUIET } from "../../core/test/quiet-plan.js";
import { connect, listen, portOf } from "../../core/test/wire.js";
import { majors } from "./majors.js";

type Listen = (app: Express) => Promise<Server>;

async function listening(server: Server): Promise<Server> {
  await listen(server);
  return server;
}

const WAYS: [how: string, listen: Listen, tls: boolean][] = [
  [
    "app.listen()",
    async (app) => {
      const server = app.listen(0, "127.0.0.1");
      await once(server, "listening");
      return server;
    },
    false,
  ],
  ["http.createServer(app)", (app) => listening(createHttp(app)), false],
  ["https.createServer(options, app)", (app) => listening(createHttps({ ...tlsIdentity }, app)), true],
];

function warnings() {
  const lines: string[] = [];
  return { lines, logger: { info() {}, warn: (line: string) => void lines.push(line), error() {} } };
}

/** An app whose `/held` waits until it is told to answer. */
function heldApp(express: () => Express) {
  const app = express();
  const gate = new EventEmitter();
  const held = once(gate, "held");
  const released = once(gate, "release");
  app.get("/held", async (_request, response) => {
    gate.emit("held");
    await released;
    response.send("held, then answered");
  });
  app.get("/", (_request, response) => void response.send("at once"));
  return { app, held, release: () => gate.emit("release") };
}

describe.each(majors)("%s: a server", (_, express) => {
  for (const [how, listenBy, tls] of WAYS) {
    test.each(["before", "after"])(`made by ${how} is found %s graceful(app)`, async (when) => {
      const { app, held, release } = heldApp(express);
      let server: Server | undefined;
      if (when === "before") server = await listenBy(app);
      // The grace is over behind the last answer: a short one could be over before the second request.
      const lifecycle = graceful(app, { ...QUIET, idleGraceMs: 5_000 });
      server ??= await listenBy(app);
      const client = (await connect(portOf(server), { tls })).get("/held");
      const idle = await connect(portOf(server), { tls });
      await idle.get("/").receives("at once");
      await held;
      expect(lifecycle.stats()).toMatchObject({
        connections: { active: 1, idle: 1 },
        requests: { inFlight: 1 },
      });
      const draining = new Promise<void>((resolve) => {
        lifecycle.on("phase", ({ name }) => name === "draining" && resolve());
      });
      const report = lifecycle.shutdown();
      await draining;
      // Nobody is told to close while a listener is too busy to close, as on a machine with other work.
      while (server.listening) await new Promise(setImmediate);
      await idle.get("/").receives("at once", 2);
      expect((await idle.closed()).received.match(/Connection: \S+/g)).toEqual([
        "Connection: keep-alive",
        "Connection: close",
      ]);
      release();
      expect((await client.closed()).received).toMatch(/Connection: close.*held, then answered/s);
      expect(await report).toMatchObject({ outcome: "clean", requests: { total: 2, answered: 2 } });
      expect(server.listening).toBe(false);
    });
  }

  test("is one of several that serve the same app, and all of them drain", async () => {
    const { app, release } = heldApp(express);
    const first = await listening(createHttp(app));
    const lifecycle = graceful(app, QUIET);
    const second = await listening(createHttps({ ...tlsIdentity }, app));
    const third = app.listen(0, "127.0.0.1");
    await once(third, "listening");
    const clients = [
      (await connect(portOf(first))).get("/held"),
      (await connect(portOf(second), { tls: true })).get("/held"),
      (await connect(portOf(third))).get("/held"),
    ];
    while (lifecycle.stats().requests.inFlight < 3) await new Promise(setImmediate);
    const report = lifecycle.shutdown();
    release();
    for (const client of clients) expect((await client.closed()).received).toContain("held, then answered");
    expect((await report).requests.answered).toBe(3);
    expect([first, second, third].map((server) => server.listening)).toEqual([false, false, false]);
  });

  test("belongs to the outer app if another app is mounted in that", async () => {
    const { app: child } = heldApp(express);
    const parent = express().use("/child", child);
    const lifecycle = graceful(parent, QUIET);
    const server = await listening(createHttp(parent));
    const other = graceful(child, QUIET);
    const client = await connect(portOf(server));
    await client.get("/child/").receives("at once");
    await other.shutdown();
    await client.get("/child/").receives("at once", 2);
    expect(client.received).not.toContain("Connection: close");
    const report = await lifecycle.shutdown();
    expect(report.connections).toMatchObject({ total: 1, closed: 1 });
    expect(server.listening).toBe(false);
  });

  test("of another app in the same process is left alone", async () => {
    const [mine, theirs] = [express(), express()];
    theirs.get("/", (_request, response) => void response.send("still here"));
    const lifecycle = graceful(mine, QUIET);
    const server = await listening(createHttp(theirs));
    await listening(createHttp(mine));
    await lifecycle.shutdown();
    const client = await connect(portOf(server));
    await client.get("/", { Connection: "close" }).receives("still here");
    await new Promise((resolve) => server.close(resolve));
  });

  test("can be passed itself", async () => {
    const { app } = heldApp(express);
    const server = createHttp((request, response) => app(request, response));
    const lifecycle = graceful(server, QUIET);
    const client = await connect(await listen(server));
    await client.get("/").receives("at once");
    expect((await lifecycle.shutdown()).connections).toMatchObject({ total: 1, closed: 1 });
    expect((await client.closed()).by).toBe("fin");
  });

  test("can be added beside its app: one shutdown drains it once", async () => {
    const { app, held, release } = heldApp(express);
    const server = createHttp(app);
    const lifecycle = graceful(app, QUIET).add(server);
    const client = (await connect(await listen(server))).get("/held");
    await held;
    const report = lifecycle.shutdown();
    release();
    expect((await client.closed()).received).toContain("held, then answered");
    expect((await report).requests).toMatchObject({ total: 1, answered: 1 });
  });

  test("that begins to listen after its app was closed belongs to the next lifecycle", async () => {
    const { app } = heldApp(express);
    await graceful(app, QUIET).shutdown();
    const server = await listening(createHttp(app));
    const lifecycle = graceful(app, QUIET);
    const client = await connect(portOf(server));
    await client.get("/").receives("at once");
    expect((await lifecycle.shutdown()).connections.total).toBe(1);
  });

  test("whose listener Socket.IO has replaced is found when it listens", async () => {
    const { app } = heldApp(express);
    const { handle } = app as unknown as { handle: unknown };
    const lifecycle = graceful(app, QUIET);
    const server = createHttp(app);
    const sockets = new SocketServer(new SocketServer(server, { path: "/one" }).httpServer, { path: "/two" });
    await listen(server);
    expect((app as unknown as { handle: unknown }).handle).toBe(handle);
    const idle = await connect(portOf(server));
    await idle.get("/").receives("at once");
    expect(lifecycle.stats().connections).toMatchObject({ idle: 1 });
    expect((await lifecycle.shutdown()).connections).toMatchObject({ total: 1, closed: 1 });
    await sockets.close();
  });

  test("that only passes requests on is found at its first request, and that request is answered", async () => {
    const { app, held, release } = heldApp(express);
    const { handle } = app as unknown as { handle: unknown };
    const { lines, logger } = warnings();
    const server = createHttp((request, response) => app(request, response));
    const lifecycle = graceful(app, { ...QUIET, logger });
    await listen(server);
    await new Promise(setImmediate);
    expect(lines).toEqual([
      `A server listens on port ${portOf(server)} that is not known to be one of express: ` +
        "if it passes requests on to it, give that server to graceful() as well",
    ]);
    const client = (await connect(portOf(server))).get("/held");
    await held;
    expect((app as unknown as { handle: unknown }).handle).toBe(handle);
    const report = lifecycle.shutdown();
    release();
    expect((await client.closed()).received).toContain("held, then answered");
    expect(await report).toMatchObject({ outcome: "clean" });
    expect(server.listening).toBe(false);
    expect(lines).toHaveLength(1);
  });

  test("that speaks no HTTP or belongs to another app is not mentioned in the log", async () => {
    const { lines, logger } = warnings();
    const [mine, theirs] = [express(), express()];
    const life = graceful(mine, { ...QUIET, logger, health: { live: "/livez", port: 0 } });
    const other = graceful(theirs, QUIET);
    const servers = [createRaw(), createHttp(theirs)];
    for (const server of servers) await listen(server);
    await life.healthPort;
    await new Promise(setImmediate);
    expect(lines).toEqual([]);
    await Promise.all([life.shutdown(), other.shutdown()]);
    servers[0]?.close();
  });

  test("whose listeners engine.io replaced before it listened can be passed itself", async () => {
    const { app } = heldApp(express);
    const server = createHttp(app);
    const others = server.listeners("request") as RequestListener[];
    server.removeAllListeners("request");
    server.on("request", (request, response) => {
      for (const listener of others) listener.call(server, request, response);
    });
    const lifecycle = graceful(app, QUIET).add(server);
    const client = await connect(await listen(server));
    await client.get("/").receives("at once");
    expect((await lifecycle.shutdown()).connections).toMatchObject({ total: 1, closed: 1 });
  });
});

describe.each(majors)("%s: graceful() refuses", (_, express) => {
  const wrong: [what: string, given: unknown, said: string][] = [
    ["undefined", undefined, "`undefined`"],
    ["null", null, "`null`"],
    ["a number", 3000, "`3000` (number)"],
    ["an object", { listen() {}, set() {} }, "an object with `listen`, `set`"],
    ["a plain handler", function handler() {}, "`handler` (function)"],
    ["a router, which serves nothing by itself", express.Router(), "`router` (function)"],
    ["the module itself", express, "(function)"],
    ["an app that was not made yet", Promise.resolve(express()), "`Promise` (object)"],
  ];
  test.each(wrong)("%s", (_what, given, said) => {
    const refused = () => graceful(given as ExpressApp, QUIET);
    expect(refused).toThrow("[INVALID_TARGET] Expected an Express app or a server, got ");
    expect(refused).toThrow(said);
  });

  test("an app that has a lifecycle already, until that is closed", async () => {
    const app = express();
    const lifecycle = graceful(app, QUIET);
    expect(() => graceful(app, QUIET)).toThrow(
      "[ALREADY_GRACEFUL] This express has a lifecycle already: call graceful() once for it",
    );
    await lifecycle.shutdown();
    await graceful(app, QUIET).shutdown();
  });

  test("a wrong option, and claims nothing then", async () => {
    const app = express();
    expect(() => graceful(app, { drainMs: -1 })).toThrow("[INVALID_OPTION] Expected `drainMs` to be");
    await graceful(app, QUIET).shutdown();
  });
});
