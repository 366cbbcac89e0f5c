import { once } from "node:events";
import { createServer } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import { freePort } from "../../../test-kit/free-port.mjs";
import { createApp } from "../../apps/http.mjs";
import { Load } from "../load.mjs";

const RATE = 200;
const ENOUGH = 60;

const servers = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/**
 * Plays the load against the app that the engines serve, behind `handle(request, response)`, which returns whether it
 * took the request for itself. Resolves to what the clients counted and what the server saw, by method.
 */
async function loadOn(handle) {
  const app = await createApp();
  const seen = { GET: 0, POST: 0 };
  let enough;
  const isEnough = new Promise((resolve) => {
    enough = resolve;
  });
  const server = createServer((request, response) => {
    seen[request.method]++;
    if (seen.GET + seen.POST === ENOUGH) enough();
    if (!handle(request, response)) app.emit("request", request, response);
  });
  servers.push(server);
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const load = new Load({ rate: RATE, port: () => port });
  await isEnough;
  await load.stop();
  return { seen, load, count: load.count() };
}

const reset = (request) => request.socket.resetAndDestroy();

describe("the load", () => {
  test("counts no failure where every request got its answer, and sends each once", async () => {
    const { seen, load, count } = await loadOn(() => false);
    expect(count).toMatchObject({ requests: seen.GET + seen.POST, failedGet: 0, failedPost: 0 });
    expect(load.failures).toEqual([]);
    expect(seen.GET).toBeGreaterThan(0);
    expect(Math.abs(seen.GET - seen.POST)).toBeLessThanOrEqual(1);
  });

  test.each([
    ["reset", reset],
    ["closed without an answer", (request) => request.socket.end()],
    ["answered with a 503", (_request, response) => response.writeHead(503).end()],
    ["answered with another body", (_request, response) => response.end("something else")],
    ["cut in the middle", (request, response) => response.write("so far", () => reset(request))],
  ])("counts each POST that is %s, and no GET", async (_, breakOff) => {
    const { seen, count } = await loadOn((request, response) => {
      if (request.method !== "POST") return false;
      breakOff(request, response);
      return true;
    });
    expect(seen.POST).toBeGreaterThan(0);
    expect(count).toMatchObject({
      requests: seen.GET + seen.POST,
      failedGet: 0,
      failedPost: seen.POST,
    });
  });

  test("counts one GET that fails among all that do not", async () => {
    let broken = 0;
    const { load, count } = await loadOn(
      (request) => request.url.startsWith("/items") && broken++ === 3 && reset(request),
    );
    expect(count).toMatchObject({ failedGet: 1, failedPost: 0 });
    expect(load.failures).toMatchObject([{ method: "GET", path: "/items/500", outcome: "lost" }]);
  });

  test("counts every request to a port without a listener", async () => {
    const port = await freePort();
    /** @type {any} */
    let load;
    await new Promise((/** @type {(value?: unknown) => void} */ resolve) => {
      let tries = 0;
      load = new Load({
        rate: RATE,
        port() {
          if (++tries === ENOUGH) resolve();
          return port;
        },
      });
    });
    await load.stop();
    const { requests, failedGet, failedPost } = load.count();
    expect(requests).toBeGreaterThanOrEqual(ENOUGH);
    expect(failedGet + failedPost).toBe(requests);
    expect(new Set(load.failures.map(({ code }) => code))).toEqual(new Set(["ECONNREFUSED"]));
  });

  test("keeps sending if nothing is answered", async () => {
    const waiting = [];
    let isOver = false;
    const { count } = await loadOn((_request, response) => {
      waiting.push(response);
      isOver ||= waiting.length === ENOUGH;
      if (isOver) for (const one of waiting.splice(0)) one.destroy();
      return true;
    });
    // All of them at once: had one waited for another's answer, there would have been no end.
    expect(count.requests).toBeGreaterThanOrEqual(ENOUGH);
    expect(count.failedGet + count.failedPost).toBe(count.requests);
  });

  test("uses a connection for many requests, and some for their first", async () => {
    const { load } = await loadOn(() => false);
    const connections = new Set(load.records.map(({ connection }) => connection));
    expect(connections.size).toBeLessThan(load.records.length);
    expect(connections.size).toBeGreaterThanOrEqual(Math.floor(load.records.length / 5));
  });
});
