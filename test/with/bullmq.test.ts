import { afterAll, beforeAll, expect, test } from "vitest";
import { type Servers, startServers } from "../clients/servers.js";
import { INSTALL_MS, installPackages, Page } from "./page.js";

let servers: Servers;
beforeAll(async () => {
  await installPackages();
  servers = await startServers("REDIS");
}, INSTALL_MS);
afterAll(() => servers.end());

const environment = () => ({ REDIS_URL: servers.urls.REDIS });

test("a worker finishes the job that it has and takes no other, while a request is answered", async () => {
  using page = new Page("bullmq", { environment: environment() });
  const port = await page.listening;
  for (const _job of [1, 2, 3]) {
    expect((await fetch(`http://127.0.0.1:${port}/`, { method: "POST" })).status).toBe(202);
  }
  await page.line(/^in flight$/);
  const client = await page.inFlight();
  await page.line(/^in flight$/, 2);
  page.kill("SIGTERM");
  expect((await client.response()).text).toBe('["tea"]');
  expect(await page.ended).toEqual({ code: 0, signal: null });
  expect(page.said).toEqual(["in flight", "in flight", "loaded", "loaded"]);

  // Those that it left are taken by another process.
  using worker = new Page("bullmq", { environment: environment() }, "worker.js");
  await worker.line(/^in flight$/);
  worker.kill("SIGTERM");
  expect(await worker.ended).toEqual({ code: 0, signal: null });
  expect(worker.said).toEqual(["in flight", "loaded"]);
});
