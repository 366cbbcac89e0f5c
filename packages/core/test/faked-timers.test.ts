import { createServer } from "node:http";
import { graceful } from "@x/graceful-core";
import { afterEach, expect, test, vi } from "vitest";
import { QUIET } from "./quiet-plan.js";
import { connect, listen } from "./wire.js";

afterEach(() => {
  vi.useRealTimers();
});

test("a shutdown ends while a test runner fakes the timers", async () => {
  const events: string[] = [];
  const server = createServer((_request, response) => response.end("hello"));
  const lifecycle = graceful(server, {
    ...QUIET,
    release: {
      hanging: { run: () => new Promise(() => {}), timeoutMs: 10 },
      pool: { async end() {} },
    },
  });
  lifecycle.on("release", ({ name, status }) => events.push(`${name} ${status}`));
  const client = await connect(await listen(server));
  client.get("/");
  await client.receives("hello");

  vi.useFakeTimers();
  const { outcome } = await lifecycle.shutdown();

  events.push(outcome, (await client.closed()).by);
  expect(events).toEqual(["pool done", "hanging failed", "failed", "fin"]);
});

test("probes on a port of their own listen while a test runner fakes the timers", async () => {
  vi.useFakeTimers();
  const lifecycle = graceful(createServer(), { ...QUIET, health: { live: "/livez", port: 0 } });
  expect(await lifecycle.healthPort).toBeTypeOf("number");
  await lifecycle.shutdown();
});
