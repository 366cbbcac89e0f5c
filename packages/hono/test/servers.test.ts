import { createServer, type RequestListener, type Server } from "node:http";
import { createSecureServer } from "node:http2";
import { createServer as createHttps } from "node:https";
import { graceful, honoTarget } from "@x/graceful-hono";
import { Hono } from "hono";
import { Server as SocketServer } from "socket.io";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { expectAnswersInDrain } from "../../../conformance/src/expect-answers-in-drain.js";
import { patient } from "../../../conformance/src/plans.js";
import { Stage } from "../../../conformance/src/stage.js";
import { startHono } from "../../../conformance/targets/hono.js";
import { BOUND_MS, bounded } from "../../../test-kit/condition.mjs";
import { tlsIdentity } from "../../../test-kit/tls-identity.mjs";
import { bundledListener } from "./bundled-listener.js";
import { majors } from "./majors.js";

/** Any free port. */
const on = { port: 0, hostname: "127.0.0.1" };

/** Closes when the test is over. */
function track<S extends object>(server: S): S {
  onTestFinished(() => void (server as Partial<Server>).close?.());
  return server;
}

function listen<S extends Server>(server: S): S {
  return track(server.listen(0, "127.0.0.1"));
}

/** The names of the servers that are found, in the order in which they are. */
function watch(app: Hono, servers: Record<string, unknown>): { found: string[]; stop: () => void } {
  const found: string[] = [];
  const nameOf = (server: unknown) =>
    Object.keys(servers).find((name) => servers[name] === server) ?? "a stranger";
  const stop = honoTarget(app).servers((server) => void process.nextTick(() => found.push(nameOf(server))));
  onTestFinished(stop);
  return { found, stop };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** An app that writes down what its middleware and its routes are asked for. */
function recording(ran: string[]): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    ran.push(`${context.req.method} ${context.req.path}`);
    await next();
  });
  return app.get("/", (context) => context.text("here"));
}

describe.each(majors)("%s", (_, { serve, createAdaptorServer, getRequestListener }) => {
  const listenerOf = (app: Hono) => getRequestListener(app.fetch) as RequestListener;

  test("where a server of the runtime takes `fetch`, the call warns that it is not drained", async () => {
    vi.stubGlobal("Deno", {});
    onTestFinished(() => void vi.unstubAllGlobals());
    const warn = vi.spyOn(process, "emitWarning").mockReturnValue();
    onTestFinished(() => warn.mockRestore());
    const found = new Hono();
    track(serve({ fetch: found.fetch, ...on }));
    watch(found, {});
    expect(warn.mock.calls).toEqual([]);
    watch(new Hono(), {});
    expect(warn.mock.calls).toEqual([[expect.stringContaining("Deno.serve"), "GracefulWarning"]]);
  });

  test("every server that serves the app is found, and no other; none of the app's own code runs for it", async () => {
    const ran: string[] = [];
    const app = recording(ran);
    const other = recording([]);
    const servers: Record<string, unknown> = {};
    const name = <S>(as: string, server: S): S => {
      servers[as] = server;
      return server;
    };
    track(name("served before", serve({ fetch: app.fetch, ...on })));
    track(name("of another app, before", serve({ fetch: other.fetch, ...on })));
    listen(
      name(
        "of nobody",
        createServer(() => void ran.push("nobody")),
      ),
    );
    const early = name("made before", createAdaptorServer({ fetch: app.fetch }));

    const { found } = watch(app, servers);
    listen(early as Server);
    track(name("served later", serve({ fetch: app.fetch, ...on })));
    track(name("served as it is", serve({ ...app, ...on } as never)));
    track(name("of another app, later", serve({ fetch: other.fetch, ...on })));
    listen(name("of a listener", createServer(listenerOf(app))));
    const secure = { createServer: createHttps, serverOptions: { ...tlsIdentity } };
    track(name("https", serve({ fetch: app.fetch, ...on, ...secure })));
    const h2 = { createServer: createSecureServer, serverOptions: { ...tlsIdentity } };
    track(name("h2", serve({ fetch: app.fetch, ...on, ...h2 })));
    await turn();
    expect(found).toEqual([
      "served before",
      "made before",
      "served later",
      "served as it is",
      "of a listener",
      "https",
      "h2",
    ]);
    expect(ran).toEqual([]);
  });

  test.each<[how: string, fetchOf: (app: Hono) => Hono["fetch"]]>([
    ["hands on", (app) => (request) => app.fetch(request)],
    ["hands on with an environment of its own", (app) => (request) => app.fetch(request, { database: "it" })],
    [
      "hands on later",
      (app) => async (request, env) => {
        await turn();
        return app.fetch(request, env);
      },
    ],
  ])("one whose fetch is a function that %s is found", async (_how, fetchOf) => {
    const ran: string[] = [];
    const app = recording(ran);
    const { found, stop } = watch(app, { it: undefined });
    track(serve({ fetch: fetchOf(app), ...on }));
    await vi.waitFor(() => expect(found).toEqual(["a stranger"]), { timeout: BOUND_MS });
    stop();
    expect(ran).toEqual([]);
  });

  test("apps with a base path, a path function or no strictness are found", async () => {
    const apps = [
      new Hono().basePath("/api"),
      new Hono({ strict: false }),
      new Hono({ getPath: (request) => request.url.replace(/^https?:\//, "") }),
    ];
    for (const app of apps) {
      const before = track(serve({ fetch: app.fetch, ...on }));
      const servers: Record<string, unknown> = { before };
      const { found } = watch(app, servers);
      servers.later = track(serve({ fetch: app.fetch, ...on }));
      await turn();
      expect(found).toEqual(["before", "later"]);
    }
  });

  test("an app made by basePath() of a graceful one is served by the same lifecycle", async () => {
    const app = new Hono();
    const { found } = watch(app, {});
    track(serve({ fetch: app.basePath("/api").fetch, ...on }));
    await turn();
    expect(found).toEqual(["a stranger"]);
  });

  test("another app gets one HEAD for an unknown path, and none if it is graceful too", async () => {
    const [mine, stranger, graced]: string[][] = [[], [], []];
    const app = recording(mine as string[]);
    watch(app, {});
    watch(recording(graced as string[]), {});
    const other = recording(stranger as string[]);
    track(serve({ fetch: other.fetch, ...on }));
    await turn();
    const aQuestion = expect.stringMatching(/^HEAD \/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
    // One of each graceful app.
    expect({ mine, stranger, graced }).toEqual({ mine: [], stranger: [aQuestion, aQuestion], graced: [] });
  });

  test("a listener that is not of node-server is never called to find out whose it is", async () => {
    const calls: unknown[] = [];
    const listener = async (incoming: unknown, outgoing: unknown) => {
      calls.push([incoming, outgoing]);
    };
    listen(createServer(listener));
    const { found } = watch(new Hono(), {});
    listen(createServer(listener));
    await turn();
    expect({ calls, found }).toEqual({ calls: [], found: [] });
  });

  test("a listener that fails when it is called, with its error handler, does no harm", async () => {
    const failed: string[] = [];
    const fail = (where: string) => () => {
      failed.push(where);
      throw new Error(where);
    };
    const listener = getRequestListener(fail("fetch"), { errorHandler: fail("error handler") });
    listen(createServer(listener as RequestListener));
    const { found } = watch(new Hono(), {});
    await turn();
    expect({ failed, found }).toEqual({ failed: ["fetch", "error handler"], found: [] });
  });

  test("a server that only calls the listener is not found, which is logged; graceful(server) takes it", async () => {
    const app = new Hono();
    const listener = listenerOf(app);
    const server = listen(createServer((request, response) => void listener(request, response)));
    const warn = vi.fn();
    const lifecycle = graceful(app, { ...patient, logger: { info() {}, warn, error() {} } });
    await turn();
    await lifecycle.shutdown();
    expect(warn.mock.calls).toEqual([
      [expect.stringMatching(/^A server listens on port \d+ that is not known to be one of hono/)],
      [expect.stringContaining("No server of hono was found")],
    ]);
    expect(server.listening).toBe(true);
    await graceful(server, patient).shutdown();
    expect(server.listening).toBe(false);
  });

  test("a server whose listener Socket.IO has replaced is found when it listens", async () => {
    const app = new Hono();
    const servers = { socketIo: createServer(listenerOf(app) as RequestListener) };
    const { found } = watch(app, servers);
    const sockets = new SocketServer(servers.socketIo);
    onTestFinished(() => void sockets.close());
    listen(servers.socketIo);
    await turn();
    expect(found).toEqual(["socketIo"]);
  });

  test("nothing is left on the app", async () => {
    const app = recording([]);
    const look = () => [
      app.router,
      app.fetch,
      app.getPath,
      Reflect.ownKeys(app),
      Reflect.ownKeys(app.router),
    ];
    const before = look();
    const lifecycle = graceful(app, { ...patient, health: { live: "/livez" } });
    track(serve({ fetch: app.fetch, ...on }));
    expect(app.router).not.toBe(before[0]);
    await lifecycle.shutdown();
    expect(look()).toEqual(before);
    expect(app.router).toBe(before[0]);
  });

  test("a router that the application sets meanwhile stays", async () => {
    const app = new Hono();
    const lifecycle = graceful(app, patient);
    const router = Object.create(app.router);
    app.router = router;
    await lifecycle.shutdown();
    expect(app.router).toBe(router);
  });

  test.each(["before", "after"])(
    "two servers of one app drain together, made graceful %s they listen",
    async (moment) => {
      const app = new Hono();
      const second = createAdaptorServer({ fetch: app.fetch }) as Server;
      const stage = new Stage(
        startHono(createAdaptorServer, () => app),
        false,
      );
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

test.each(majors.map(([name]) => name))("a bundled and minified listener of %s is known", async (name) => {
  const app = new Hono();
  const getRequestListener = await bundledListener(
    name.endsWith("1") ? "hono-node-server1" : "@hono/node-server",
  );
  const { found } = watch(app, {});
  listen(createServer(getRequestListener(app.fetch)));
  await turn();
  expect(found).toEqual(["a stranger"]);
});
