import { describe, expect, test } from "vitest";
import { ConnectionTracker } from "../src/engine/connections/connection-tracker.js";
import type { Limits } from "../src/engine/limits.js";
import { closeListener } from "../src/engine/server/close-listener.js";
import { watchServer } from "../src/engine/server/watch-server.js";
import { FakeClock } from "./fake-clock.js";
import { FakeHttpServer } from "./fakes/fake-server.js";
import { Journal } from "./fakes/journal.js";
import { TurnClock } from "./fakes/turn-clock.js";

const SILENT = { changed() {}, onCut() {}, onError() {} };

const LIMITS = {
  idleGraceMs: 1_000,
  drainMs: 10_000,
  upgradeGraceMs: 3_000,
  spreadMs: 1_000,
  whileDraining: "serve",
  eventStreams: "close",
  deferWebSocketClose: false,
} as const;

/** A draining server whose listener is too busy to close. */
function busyServer(limits: Partial<Limits> = {}) {
  const clock = new FakeClock();
  const journal = new Journal(clock);
  const server = new FakeHttpServer(journal);
  const tracker = new ConnectionTracker(clock, { ...LIMITS, ...limits }, SILENT);
  tracker.servers.add(server.asServer);
  watchServer(server.asServer, tracker, () => {});
  const client = server.accept("client");
  tracker.stage = "draining";
  tracker.suppressConnectionClose = true;
  const resumeConnectionClose = () => {
    tracker.suppressConnectionClose = false;
    for (const connection of tracker.connections.values()) connection.resumeConnectionClose?.();
  };
  return { clock, journal, server, client, tracker, resumeConnectionClose };
}

describe("a listener that is too busy to close", () => {
  test("reports once that it is busy, after 25 ms", () => {
    const clock = new TurnClock();
    const server = new FakeHttpServer(new Journal(new FakeClock()));
    const said: number[] = [];
    void closeListener(server.asServer, clock, 1_000, () => said.push(clock.now()));
    for (let turn = 0; turn < 100; turn++) {
      server.accept(`newcomer ${turn}`);
      clock.next(1);
    }
    expect(said).toEqual([25]);
  });

  test("suspends `Connection: close`: a client that got it would only open a new connection", async () => {
    const { server, client } = busyServer();
    expect(server.request(client).shouldKeepAlive).toBe(true);
  });

  test("marks the responses that are not sent yet to say close as soon as it is closed", async () => {
    const { server, client, resumeConnectionClose } = busyServer();
    const response = server.request(client);
    resumeConnectionClose();
    expect(response.shouldKeepAlive).toBe(false);
  });

  test("gives a client whose response said keep-alive an idle grace of its own, after the common one", async () => {
    const { clock, journal, server, client, tracker } = busyServer();
    await clock.advance(1_500);
    tracker.stage = "grace-over";
    await server.request(client).flush();
    await clock.advance(999);
    expect(journal.read()).toEqual([]);
    await clock.advance(1);
    expect(journal.read()).toEqual(["2500 client: destroyed", "2500 client: closed"]);
  });

  test("leaves such a client 20 ms for a request if the idle grace is 0", async () => {
    const { clock, journal, server, client, tracker } = busyServer({ idleGraceMs: 0 });
    tracker.stage = "grace-over";
    await server.request(client).flush();
    await clock.advance(19);
    expect(journal.read()).toEqual([]);
    await clock.advance(1);
    expect(journal.read()).toEqual(["20 client: destroyed", "20 client: closed"]);
  });

  test("closes a connection 100 ms after the response that was in progress before", async () => {
    const { clock, journal, server, client, tracker } = busyServer();
    tracker.stage = "serving";
    tracker.suppressConnectionClose = false;
    const response = server.request(client);
    response.headersSent = true;
    for (const exchange of tracker.requests.removeAll()) tracker.trackExchange(exchange);
    tracker.stage = "draining";
    for (const connection of tracker.connections.values()) connection.disableKeepAlive?.();
    tracker.suppressConnectionClose = true;
    for (const connection of tracker.connections.values()) connection.drain?.();
    await response.flush();
    await clock.advance(100);
    expect(journal.read()).toEqual(["100 client: destroyed", "100 client: closed"]);
  });

  test("lets a response that said close take that back when another request follows it", async () => {
    const { server, client, tracker } = busyServer();
    tracker.suppressConnectionClose = false;
    const first = server.request(client);
    expect(first.shouldKeepAlive).toBe(false);
    tracker.suppressConnectionClose = true;
    const second = server.request(client);
    expect([first.shouldKeepAlive, second.shouldKeepAlive]).toEqual([true, true]);
  });
});
