import { expect, test } from "vitest";
import { RunDelay } from "../src/scenario/run-delay.js";

test("a process that is gone, or of which the kernel says nothing, waited for no processor", () => {
  const delay = new RunDelay(undefined);
  const moment = performance.now();
  delay.sample();
  expect(delay.since(moment)).toBe(0);
});

test("what came together before a moment does not count for it", () => {
  const delay = new RunDelay(process.pid);
  delay.sample();
  const all = delay.since(0);
  const now = performance.now();
  delay.sample();
  expect(all).toBeGreaterThanOrEqual(0);
  expect(delay.since(now)).toBeLessThanOrEqual(delay.sample());
});
