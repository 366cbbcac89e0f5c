import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { createServer, type Server } from "node:net";
import { promisify } from "node:util";
import { graceful } from "@x/graceful-core";
import { describe, expect, test } from "vitest";
import { WebSocketServer } from "ws";
import type { Release } from "../src/plan.js";
import { lifecycleScene } from "./lifecycle-scene.js";
import { QUIET } from "./quiet-plan.js";
import { startReleases } from "./release-runs.js";
import { listen } from "./wire.js";

/** A server that was closed before, and one that has never listened. */
async function stopped(): Promise<Server[]> {
  const closed = createServer();
  await listen(closed);
  await once(closed.close(), "close");
  return [closed, createServer(), createHttpServer()];
}

const notRunning = () => promisify((done: (error?: Error) => void) => createServer().close(done))();

const WAYS: [how: string, release: (server: Server) => Release][] = [
  ["given as it is", (server) => server],
  ["with a close that calls back", (server) => ({ close: (done?: () => void) => server.close(done) })],
  ["closed by a function", (server) => () => promisify(server.close.bind(server))()],
  ["closed by a step", (server) => ({ run: () => promisify(server.close.bind(server))(), timeoutMs: 500 })],
  ["given to a step", (server) => ({ run: server })],
];

describe("a release of a server that does not run has not failed:", () => {
  test.each(WAYS)("%s", async (_, release) => {
    for (const server of await stopped()) {
      const { clock, results } = startReleases({ http: release(server) });
      await clock.settle();
      expect(results).toEqual([{ name: "http", status: "done", durationMs: 0 }]);
    }
  });

  test("a release of a WebSocket server has not failed either, although its error has no code", async () => {
    const sockets = new WebSocketServer({ noServer: true });
    sockets.close();
    await once(sockets, "close");
    const { clock, results } = startReleases({
      given: sockets,
      called: { after: ["given"], run: () => promisify(sockets.close.bind(sockets))() },
    });
    await clock.settle();
    expect(results).toMatchObject([
      { name: "given", status: "done" },
      { name: "called", status: "done" },
    ]);
  });

  test("a release that comes after it does not wait longer", async () => {
    const events: string[] = [];
    const { clock } = startReleases(
      { http: notRunning, postgres: { after: ["http"], run: () => void events.push("postgres: end") } },
      { events },
    );
    await clock.settle();
    expect(events).toEqual(["http done", "postgres: end", "postgres done", "over: http, postgres"]);
  });

  test("a framework that closes its server once more has not failed either", async () => {
    const { clock, lifecycle } = lifecycleScene({ budgetMs: 1_000 }, { close: notRunning });
    const report = lifecycle.startShutdown({ reason: "SIGTERM" });
    await clock.advance(1_000);
    expect(await report).toMatchObject({ outcome: "clean", exitCode: 0, releases: [] });
  });

  test("and the server that was drained is such a one", async () => {
    const server = createHttpServer();
    const close = promisify(server.close.bind(server));
    const lifecycle = graceful(server, { ...QUIET, release: { http: () => close() } });
    await listen(server);
    expect(await lifecycle.shutdown()).toMatchObject({
      outcome: "clean",
      releases: [{ name: "http", status: "done" }],
    });
  });
});

test("any other error of a server is one", async () => {
  const failure = Object.assign(new Error("no"), { code: "ERR_SERVER_ALREADY_LISTEN" });
  const { clock, results } = startReleases({ http: () => Promise.reject(failure) });
  await clock.settle();
  expect(results).toMatchObject([{ name: "http", status: "failed", error: failure }]);
});
