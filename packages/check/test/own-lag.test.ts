import { expect, onTestFinished, test } from "vitest";
import { longestPauseSince, watchOwnLag } from "../src/scenario/own-lag.js";

test("a time in which this process did not run is known, while it is still under way, too", () => {
  onTestFinished(watchOwnLag());
  const before = performance.now();
  const until = before + 150;
  while (performance.now() < until) {
    // Keeps the process from everything else.
  }
  expect(longestPauseSince(before)).toBeGreaterThan(140);
});
