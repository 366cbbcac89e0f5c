import { once } from "node:events";
import { createServer } from "node:http";
import { afterEach, expect, test } from "vitest";
import { createApp } from "../../apps/http.mjs";
import { BothLoads } from "../kubernetes/both-loads.mjs";
import { KeptClients } from "../kubernetes/kept-clients.mjs";

const CLIENTS = 4;
const ENOUGH = 20;

const servers = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Plays clients against the app, behind `handle`, until it has had enough requests. */
async function playOn(start, handle = (..._) => undefined) {
  const app = await createApp();
  const seen = { connections: 0, requests: 0, GET: 0, POST: 0 };
  let enough;
  const isEnough = new Promise((resolve) => {
    enough = resolve;
  });
  const server = createServer((request, response) => {
    seen.requests++;
    seen[request.method]++;
    if (seen.requests === ENOUGH) enough();
    if (!handle(request, response, seen)) app.emit("request", request, response);
  });
  server.on("connection", () => seen.connections++);
  servers.push(server);
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const load = start({ host: "127.0.0.1", port: () => port });
  await isEnough;
  await load.stop();
  return { seen, load };
}

const kept = (address) => new KeptClients({ ...address, clients: CLIENTS, everyMs: 20 });

test("each client keeps its connection, and sends GET and POST in turn", async () => {
  const { seen, load } = await playOn(kept);
  expect(load.failures).toEqual([]);
  expect(seen.connections).toBe(CLIENTS);
  expect(load.count().requests).toBe(seen.requests);
  expect(Math.min(seen.GET, seen.POST)).toBeGreaterThan(0);
});

test("a client that gets `Connection: close` connects anew, and has lost nothing", async () => {
  const { seen, load } = await playOn(kept, (_request, response, { requests }) => {
    if (requests <= CLIENTS) response.setHeader("Connection", "close");
  });
  expect(load.failures).toEqual([]);
  expect(seen.connections).toBe(2 * CLIENTS);
});

test("a request whose connection is reset has failed, once, and the next one connects anew", async () => {
  const { seen, load } = await playOn(kept, (request, _response, { requests }) => {
    if (requests === 5) return request.socket.resetAndDestroy();
  });
  expect(load.failures.map(({ outcome }) => outcome)).toHaveLength(1);
  expect(seen.connections).toBe(CLIENTS + 1);
});

test("half of the requests have a connection of their own beside those that are kept", async () => {
  const { seen, load } = await playOn((address) => new BothLoads({ ...address, rate: 400 }));
  const { requests, failedGet, failedPost } = load.count();
  expect([requests, failedGet, failedPost]).toEqual([seen.requests, 0, 0]);
  const [onKept, onNew] = load.records.reduce(
    ([kept, fresh], { connection }, _, all) =>
      all.filter((one) => one.connection === connection).length > 1 ? [kept + 1, fresh] : [kept, fresh + 1],
    [0, 0],
  );
  expect(onNew).toBeGreaterThan(0);
  expect(onKept + onNew).toBe(requests);
});
