import { expect, test } from "vitest";
import { Program } from "./program.js";

test("graceful says in a worker thread that no signal arrives there, and what to do", async () => {
  using program = new Program("worker-thread.mjs");
  await program.listening;
  const { input: told } = await program.line(/worker thread/);
  expect(told).toMatch(/no signal/i);
  expect(told).toContain("shutdown()");
});

test("a worker thread answers its request in flight where the main thread hands the signal on", async () => {
  using program = new Program("worker-thread.mjs", { RELAYS: "1" });
  const client = await program.inFlight();
  program.kill("SIGTERM");
  const { status, text } = await client.response();
  expect([status, text]).toEqual([200, "row"]);
  await client.ended();
  expect(await program.ended).toEqual({ code: 0, signal: null });
});
