import { spawn } from "node:child_process";
import { expect, onTestFinished, test } from "vitest";
import { happenedAt, longestPauseSince, pausedSince, watchOwnLag } from "../src/scenario/own-lag.js";
import { block } from "./block.js";

test("a time in which this process did not run is known, while it is still under way, too", () => {
  onTestFinished(watchOwnLag());
  const before = performance.now();
  block(150);
  expect(longestPauseSince(before)).toBeGreaterThan(140);
});

test("what lies before a moment does not count for it", () => {
  onTestFinished(watchOwnLag());
  block(150);
  const middle = performance.now();
  block(100);
  expect(pausedSince(middle)).toBeGreaterThanOrEqual(100);
  expect(pausedSince(middle)).toBeLessThanOrEqual(performance.now() - middle);
  expect(pausedSince(performance.now() + 1)).toBe(0);
});

test("what is noticed in the turn after a lag may have happened when the lag began", async () => {
  onTestFinished(watchOwnLag());
  const child = spawn(process.execPath, ["--version"]);
  const before = performance.now();
  const seenAt = new Promise<number>((resolve) => child.once("exit", () => resolve(happenedAt())));
  // The child is gone long before this process runs again.
  block(3_000);
  expect((await seenAt) - before).toBeLessThan(1_000);
});
