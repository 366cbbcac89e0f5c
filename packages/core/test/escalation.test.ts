import { expect, test } from "vitest";
import { createEscalation } from "../src/lifecycle/escalation.js";
import { FakeClock } from "./fake-clock.js";

test("a shutdown that is forced twice gives the releases their time from the second time on", async () => {
  const clock = new FakeClock();
  const escalation = createEscalation(clock, 1_000);
  expect(escalation.cutoffMs).toBe(Number.POSITIVE_INFINITY);
  escalation.force(143);
  await clock.advance(600);
  escalation.force(1);
  await clock.advance(900);
  expect([escalation.forced.aborted, escalation.releaseCutoff.aborted]).toEqual([true, false]);
  expect(escalation.cutoffMs).toBe(1_600);
  await clock.advance(100);
  expect(escalation.releaseCutoff.aborted).toBe(true);
  expect(escalation.exitCode).toBe(143);
});

test("one whose releases are over keeps no timer", () => {
  const clock = new FakeClock();
  const escalation = createEscalation(clock, 1_000);
  escalation.force(143);
  escalation.stop();
  expect(clock.timers).toBe(0);
});
