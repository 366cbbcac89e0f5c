import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import type { Plan } from "../src/options.js";
import { watchOwnLag } from "../src/scenario/own-lag.js";
import type { Preflight } from "../src/scenario/preflight.js";
import type { ServerProcess } from "../src/scenario/server-process.js";
import { ServerRun } from "../src/scenario/server-run.js";
import { block } from "./block.js";

/** More than a server gets to show that it heard the signal. */
const BLOCKED_MS = 1_500;
const CLOSES_AFTER_MS = 300;

test("time in which this process did not run is not held against a server without the signal", async () => {
  onTestFinished(watchOwnLag());
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  onTestFinished(end);
  const process = { pid: undefined, signal() {}, kill() {}, ended } as unknown as ServerProcess;
  const run = new ServerRun(
    { signal: "SIGTERM", budgetMs: 60_000, lameDuckMs: 0 } as Plan,
    {} as Preflight,
    process,
    { host: "127.0.0.1", port, tls: false, insecure: false },
    { scenario: "idle", run: 1 },
  );
  const events: string[] = [];
  run.signal();
  const noticed = run.noticed().then(() => events.push("noticed"));
  block(BLOCKED_MS);
  setTimeout(() => server.close(() => events.push("closed")), CLOSES_AFTER_MS);
  await noticed;
  expect(events).toEqual(["closed", "noticed"]);
});
