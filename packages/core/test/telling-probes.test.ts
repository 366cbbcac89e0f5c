import { EventEmitter, once } from "node:events";
import { createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { formatReport, graceful } from "../src/index.js";
import { forkFixture } from "./forked.js";

/** The status with which a path answers over a connection of its own. */
const asked = async (port: number, path: string) => {
  const [response] = await once(get({ port, path, agent: false }), "response");
  response.resume();
  await once(response, "end");
  return response.statusCode;
};

test("the log names a lame duck and its end; health probes are not counted as requests", async () => {
  const log: string[] = [];
  const write = (line: string) => void log.push(line.replace(/[\d.]+ m?s/g, "…"));
  let end = () => {};
  const server = createServer((_request, response) => response.end("hello"));
  const lifecycle = graceful(server, {
    signals: false,
    exit: false,
    logger: { info: write, warn: write, error: write },
    health: { live: "/livez", ready: "/readyz" },
    budgetMs: 60_000,
    idleGraceMs: 0,
    // As long as this test wants it.
    beforeDrain: () =>
      new Promise<void>((resolve) => {
        end = resolve;
      }),
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const report = lifecycle.shutdown("test");
  const statuses = [];
  for (const path of ["/", "/livez", "/readyz", "/livez", "/readyz"]) statuses.push(await asked(port, path));
  end();
  const { probes, requests } = await report;
  expect(statuses).toEqual([200, 200, 503, 200, 503]);
  expect({ probes, answered: requests.answered }).toEqual({ probes: 4, answered: 5 });
  expect(formatReport(await report)).toContain("requests     5, all answered; 4 of them health probes");
  expect(log).toEqual([
    expect.stringMatching(/^test: still accepting, 0 connections with 0 requests in flight; budget /),
    expect.stringMatching(/^The lame duck is over: draining \d connections? with 0 requests in flight$/),
    "Closed in …, clean: 1 request answered, 4 health probes answered. Exit code 0",
  ]);
});

test("the stats count health probes in flight apart from requests, before and in the drain", async () => {
  const asking = new EventEmitter();
  const server = createServer((_request, response) => asking.emit("slow", response));
  const lifecycle = graceful(server, {
    signals: false,
    exit: false,
    logger: false,
    health: {
      live: "/livez",
      ready: "/readyz",
      checks: { store: () => new Promise<void>((pass) => asking.emit("check", pass)) },
    },
    budgetMs: 60_000,
    idleGraceMs: 0,
  });
  const counts = () => {
    const { inFlight, probes } = lifecycle.stats().requests;
    return { inFlight, probes };
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const arrived = Promise.all([once(asking, "slow"), once(asking, "check")]);
  const answers = [asked(port, "/"), asked(port, "/readyz?from=kubelet")];
  const [[response], [pass]] = await arrived;
  expect(counts()).toEqual({ inFlight: 2, probes: 1 });
  const report = lifecycle.shutdown("test");
  expect(counts()).toEqual({ inFlight: 2, probes: 1 });
  pass();
  response.end();
  expect(await Promise.all(answers)).toEqual([200, 503]);
  await report;
  expect(counts()).toEqual({ inFlight: 0, probes: 0 });
});

test("a recognised platform is logged in one line at the start; no platform, no line", async () => {
  const lines = async (env: NodeJS.ProcessEnv) => {
    const app = forkFixture("managed.mjs", { env });
    await app.line(/^port/);
    app.kill("SIGTERM");
    await app.ended;
    return app.lines.filter((line) => line.includes("was recognised"));
  };
  expect(await lines({ FLY_APP_NAME: "orders" })).toEqual([
    "[graceful] Fly was recognised: budget 4.5 s (Fly kills after 5 s): drain 4 s, releases 500 ms",
  ]);
  expect(await lines({})).toEqual([]);
});
