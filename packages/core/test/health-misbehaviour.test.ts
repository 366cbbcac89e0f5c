import { createServer } from "node:http";
import { setTimeout as later } from "node:timers/promises";
import { type Check, graceful, type Lifecycle } from "@x/graceful-core";
import { expect, test } from "vitest";
import { QUIET } from "./quiet-plan.js";
import { expectNoUnhandledRejections } from "./unhandled-rejections.js";
import { listen } from "./wire.js";

expectNoUnhandledRejections();

const BOUND_MS = 50;
const boom = (): never => {
  throw new Error("boom");
};
const afterItsTime = ({ signal }: { signal: AbortSignal }) =>
  new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));

/** What a check does, and what readiness is by it. */
const WAYS: [how: string, check: Check, status: number][] = [
  ["throws", boom, 503],
  ["rejects", () => Promise.reject(new Error("boom")), 503],
  ["hangs", () => new Promise(() => {}), 503],
  ["resolves late", afterItsTime, 503],
  ["rejects late", (context) => afterItsTime(context).then(boom), 503],
  ["returns nothing", () => {}, 200],
];

async function ask(port: number): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`http://127.0.0.1:${port}/readyz`, { headers: { connection: "close" } });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

test.each(WAYS)("a check that %s leaves the others and the shutdown alone", async (_, run, status) => {
  const server = createServer();
  const checks = { bad: { run, timeoutMs: BOUND_MS }, good: () => later(1) };
  const lifecycle = graceful(server, { ...QUIET, health: { ready: "/readyz", checks } });
  const port = await listen(server);
  expect(await ask(port)).toMatchObject({
    status,
    body: { checks: { "good:responseTime": [{ status: "pass" }] } },
  });
  expect(await lifecycle.shutdown()).toMatchObject({ outcome: "clean" });
});

test("a check that awaits the shutdown it began is cut: the probe is answered, and the shutdown goes on", async () => {
  const server = createServer();
  const again = () => lifecycle.shutdown("a check");
  const plan = {
    ...QUIET,
    health: { ready: "/readyz", checks: { again: { run: again, timeoutMs: 60_000 } } },
  };
  const lifecycle: Lifecycle = graceful(server, plan);
  expect(await ask(await listen(server))).toEqual({
    status: 503,
    body: { status: "fail", output: "shutting down" },
  });
  expect(await lifecycle.shutdown()).toMatchObject({ reason: "a check", outcome: "clean" });
});
