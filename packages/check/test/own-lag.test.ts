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
  expect(pausedSince(performance.now() + 60_000)).toBe(0);
});

test.each([
  ["a lag", () => {}],
  // It is called after the timer of the watch.
  ["a lag and another one behind it", () => setTimeout(block, 20, 100)],
])("what is noticed in the turn after %s may have happened when the lag began", async (_, more) => {
  const before = performance.now();
  onTestFinished(watchOwnLag());
  const began = performance.now();
  const seenAt = new Promise<number>((resolve) => process.once("SIGUSR2", () => resolve(happenedAt())));
  process.kill(process.pid, "SIGUSR2");
  more();
  block(100);
  expect(await seenAt).toBeGreaterThanOrEqual(before);
  expect(await seenAt).toBeLessThanOrEqual(began);
});
