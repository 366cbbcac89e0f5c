import { expect, onTestFinished, test } from "vitest";
import { longestPauseSince, pausedSince, watchOwnLag } from "../src/scenario/own-lag.js";
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
