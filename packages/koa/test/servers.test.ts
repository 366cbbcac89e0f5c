import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createSecureServer } from "node:http2";
import { graceful, koaTarget } from "@x/graceful-koa";
import type Application from "koa";
import { Server as SocketServer } from "socket.io";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { expectAnswersInDrain } from "../../../conformance/src/expect-answers-in-drain.js";
import { patient } from "../../../conformance/src/plans.js";
import { Stage } from "../../../conformance/src/stage.js";
import { startKoa } from "../../../conformance/targets/koa.js";
import { bounded } from "../../../test-kit/condition.mjs";
import { tlsIdentity } from "../../../test-kit/tls-identity.mjs";
import { majors } from "./majors.js";

/** Listens on any free port, and closes when the test is over. */
function listen<S extends Server>(server: S): S {
  server.listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  return server;
}

/** The names of the servers that are found, in the order in which they are. */
function watch(app: Application, servers: Record<string, unknown>): { found: string[]; stop: () => void } {
  const found: string[] = [];
  const nameOf = (server: unknown) =>
    Object.keys(servers).find((name) => servers[name] === server) ?? "a stranger";
  const stop = koaTarget(app).servers((server) => void process.nextTick(() => found.push(nameOf(server))));
  onTestFinished(stop);
  return { found, stop };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe.each(majors)("%s", (_, Koa) => {
  test("every server that listens with what app.callback() returned is found, and no other", async () => {
    const ran: string[] = [];
    const app = new Koa();
    const other = new Koa();
    app.use(() => void ran.push("app"));
    other.use(() => void ran.push("other"));
    const servers: Record<string, unknown> = {};
    const makeOne = (name: string, server: Server) => {
      servers[name] = server;
      return server;
    };
    listen(makeOne("listened before", createServer(app.callback())));
    listen(makeOne("of another app, before", createServer(other.callback())));
    listen(
      makeOne(
        "of nobody",
        createServer(() => void ran.push("nobody")),
      ),
    );
    const callback = app.callback();
    const early = makeOne("made before", createServer(app.callback()));

    const { found } = watch(app, servers);
    listen(early);
    listen(makeOne("made later", createServer(app.callback())));
    listen(makeOne("made later with an earlier callback", createServer(callback)));
    listen(makeOne("of another app, later", createServer(other.callback())));
    const listened = app.listen(0, "127.0.0.1");
    onTestFinished(() => void listened.close());
    servers["of app.listen()"] = listened;
    listen(makeOne("h2", createSecureServer({ ...tlsIdentity }, app.callback()) as unknown as Server));
    await turn();
    expect(found).toEqual([
      "listened before",
      "made before",
      "made later",
      "made later with an earlier callback",
      "of app.listen()",
      "h2",
    ]);
    expect(ran).toEqual([]);
  });

  test("a listener that is not Koa's own is never called to find out whose it is", async () => {
    const app = new Koa();
    const calls: unknown[] = [];
    const handleRequest = (request: IncomingMessage, response: ServerResponse) => {
      calls.push([request, response]);
    };
    listen(createServer(handleRequest));
    const { found } = watch(app, {});
    listen(createServer(handleRequest));
    await turn();
    expect({ calls, found }).toEqual({ calls: [], found: [] });
  });

  test("an app whose callback() is wrapped, as tracers do, is found when it calls it later", async () => {
    const strays: unknown[] = [];
    class Traced extends Koa {
      override callback() {
        const listener = super.callback();
        const traced: typeof listener = (request, response) => {
          if (!request) strays.push("called without a request");
          return listener(request, response);
        };
        return traced;
      }
    }
    const app = new Traced();
    const servers = { traced: createServer(app.callback()), later: undefined as unknown };
    listen(servers.traced);
    const { found } = watch(app, servers);
    servers.later = app.listen(0, "127.0.0.1");
    onTestFinished(() => void (servers.later as Server).close());
    await turn();
    expect({ found, strays }).toEqual({ found: ["later"], strays: [] });
  });

  test("an app with a context factory of its own is found as well, and keeps it", async () => {
    const app = new Koa();
    const { createContext } = app;
    const own = vi.fn(createContext.bind(app));
    app.createContext = own as typeof createContext;
    const servers = { before: createServer(app.callback()) };
    listen(servers.before);
    const { found } = watch(app, servers);
    await turn();
    expect(found).toEqual(["before"]);
    expect(app.createContext).toBe(own);
    expect(own).not.toHaveBeenCalled();
  });

  test("a server that only calls the listener is not found, which is logged; graceful(server) takes it", async () => {
    const app = new Koa();
    const listener = app.callback();
    const server = listen(createServer((request, response) => listener(request, response)));
    await turn();
    const warn = vi.fn();
    const plan = { ...patient, logger: { info() {}, warn, error() {} } };
    const lifecycle = graceful(app, plan);
    await turn();
    await lifecycle.shutdown();
    expect(warn.mock.calls).toEqual([
      [expect.stringMatching(/^A server listens on port \d+ that is not known to be one of koa/)],
      [expect.stringContaining("No server of koa was found")],
    ]);
    expect(server.listening).toBe(true);
    await graceful(server, patient).shutdown();
    expect(server.listening).toBe(false);
  });

  test("a server whose listener Socket.IO has replaced is found when it listens", async () => {
    const app = new Koa();
    const servers = { socketIo: createServer(app.callback()) };
    const { found } = watch(app, servers);
    const sockets = new SocketServer(servers.socketIo);
    onTestFinished(() => void sockets.close());
    listen(servers.socketIo);
    await turn();
    expect(found).toEqual(["socketIo"]);
  });

  test("a server with any other listener is found at the first request that enters the app", async () => {
    const app = new Koa();
    app.use((ctx) => {
      ctx.body = "answered";
    });
    const listener = app.callback();
    const servers = { between: createServer((request, response) => listener(request, response)) };
    const { found } = watch(app, servers);
    listen(servers.between);
    await turn();
    const { port } = servers.between.address() as { port: number };
    await fetch(`http://127.0.0.1:${port}/`, { headers: { connection: "close" } });
    await turn();
    expect(found).toEqual(["between"]);
    expect(Object.hasOwn(app, "createContext")).toBe(false);
  });

  test("nothing is left on the app, and its error listener is left alone", async () => {
    const app = new Koa();
    const listened = app.listen(0, "127.0.0.1");
    onTestFinished(() => void listened.close());
    const fresh = new Koa();
    const look = () => [app, fresh].map((one) => [Reflect.ownKeys(one), one.listenerCount("error")]);
    const before = look();
    watch(app, {}).stop();
    const lifecycle = graceful(fresh, patient);
    await lifecycle.shutdown();
    expect(look()).toEqual(before);
    expect(app.callback).toBe(Koa.prototype.callback);
    expect(fresh.callback).toBe(Koa.prototype.callback);
  });

  test.each(["before", "after"])(
    "two servers of one app drain together, made graceful %s they listen",
    async (moment) => {
      const app = new Koa();
      const second = createServer();
      const stage = new Stage((options) => {
        const started = startKoa(() => app)(options);
        // Not earlier: it takes the middleware that is there.
        second.on("request", app.callback());
        return started;
      }, false);
      onTestFinished(() => stage.close());
      if (moment === "before") await stage.attach();
      await stage.listen();
      await bounded(
        "the second server",
        new Promise<void>((resolve) => second.listen(0, "127.0.0.1", resolve)),
      );
      stage.track(second);
      if (moment === "after") await stage.attach();
      await expectAnswersInDrain(stage, 2);
    },
  );
});
