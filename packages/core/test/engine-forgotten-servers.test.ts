import { channel } from "node:diagnostics_channel";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { expect, test } from "vitest";
import { createDrain } from "../src/engine/create-drain.js";
import { collectGarbage } from "./collect-garbage.js";
import { FakeClock } from "./fake-clock.js";
import { connect, listen } from "./wire.js";

const SERVERS = 10;

function listenersOf(server: Server): string[] {
  return server.eventNames().flatMap((event) => Array(server.listenerCount(event)).fill(String(event)));
}

/** As supertest does it: a server for one request, which the test closes. */
async function serveOnce(server: Server): Promise<void> {
  const client = await connect(await listen(server));
  await client.get("/").receives("hello");
  server.close();
  server.closeIdleConnections();
  await once(server, "close");
  await client.closed();
}

const helloServer = () => createServer((_request, response) => void response.end("hello"));

test("a server that was closed while it served is not kept in memory", async () => {
  const clock = new FakeClock();
  const drain = createDrain({ idleGraceMs: 0, clock });
  const servers: WeakRef<Server>[] = [];
  for (let number = 0; number < SERVERS; number++) {
    const server = helloServer();
    drain.add(server);
    await serveOnce(server);
    servers.push(new WeakRef(server));
  }
  expect(drain.servers.size).toBe(0);
  expect(channel("http.server.request.start").hasSubscribers).toBe(false);
  // The list of requests is swept.
  await clock.advance(1_000);
  await collectGarbage();
  // The last ones may be on some stack still.
  expect(servers.filter((server) => server.deref()).length).toBeLessThan(SERVERS / 2);
});

test("a server that listens again is drained, and given back as it was", async () => {
  const server = createServer();
  const drain = createDrain({ idleGraceMs: 0 });
  const before = listenersOf(server);
  drain.add(server);
  server.once("request", (_request, response) => void response.end("hello"));
  await serveOnce(server);

  const client = await connect(await listen(server));
  client.get("/");
  const [, response] = await once(server, "request");
  const drained = drain.drain();
  response.end("late");
  await client.receives("late");
  expect(client.received).toMatch(/connection: close/i);
  await drained;
  expect(listenersOf(server)).toEqual(before);
});

test("a server that was forgotten and never listened again is given back as it was", async () => {
  const server = helloServer();
  const before = listenersOf(server);
  const drain = createDrain({ idleGraceMs: 0 }).add(server);
  await serveOnce(server);
  await drain.drain();
  expect(listenersOf(server)).toEqual(before);
});
