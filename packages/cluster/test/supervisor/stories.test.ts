import fc from "fast-check";
import { expect, test } from "vitest";
import { type Fate, Story } from "./story.js";

const fate: fc.Arbitrary<Fate> = fc.record({
  startMs: fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 0, max: 3_000 }) }, fc.constant(200_000)),
  isBroken: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.constant(true)),
  hangs: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.constant(true)),
  // Later than the supervisor waits, too.
  leaveMs: fc.integer({ min: 0, max: 10_000 }),
  drainMs: fc.integer({ min: 0, max: 40_000 }),
  diesMs: fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, fc.integer({ min: 0, max: 60_000 })),
});

const order = fc.record({
  afterMs: fc.integer({ min: 0, max: 60_000 }),
  what: fc.constantFrom("reload", "reload", "recycle", "drains", "pass"),
  which: fc.nat(9),
});

const minReady = fc.constantFrom(0, 2_000);
const RUNS = Number(process.env.CLUSTER_STORIES ?? 1_000);

test("whatever happens in whatever order, enough serve, one reload runs at a time, and a stop ends it", () => {
  let reloaded = 0;
  let killed = 0;
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 3 }),
      fc.option(fc.integer({ min: 1_000, max: 100_000 }), { nil: undefined }),
      minReady,
      fc.array(fate, { minLength: 1, maxLength: 12 }),
      fc.array(order, { maxLength: 12 }),
      (workers, surge, maxAgeMs, minReadyMs, fates, orders) => {
        const story = new Story({ workers, surge, maxAgeMs, minReadyMs }, fates);
        story.do({ type: "start" });
        for (const { afterMs, what, which } of orders) {
          story.pass(afterMs);
          const one = story.scene.supervisor.workers[which];
          if (what === "reload") story.do({ type: "reload" });
          if (what === "drains" && one) story.drains(one.id);
          if (what === "recycle" && one) story.do({ type: "recycle", id: one.id, why: "large" });
        }
        story.do({ type: "stop", reason: "SIGTERM" });
        story.pass(100_000);
        reloaded += story.scene.seen.filter((line) => line === "reloaded").length;
        killed += story.scene.seen.filter((line) => line.startsWith("killed")).length;
        expect(story.problems).toEqual([]);
        expect(story.hasEnded).toBe(true);
        expect(story.mostReloads).toBeLessThanOrEqual(1);
        expect(story.reloads).toBe(0);
      },
    ),
    { numRuns: RUNS },
  );
  // Nothing of it is true for want of an occasion.
  expect(reloaded).toBeGreaterThan(RUNS / 20);
  expect(killed).toBeGreaterThan(RUNS / 20);
});

test("a reload comes to its end by itself, whatever becomes of the new workers", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      minReady,
      fc.array(fate, { minLength: 1, maxLength: 12 }),
      (workers, minReadyMs, fates) => {
        const story = new Story({ workers, minReadyMs }, fates);
        story.do({ type: "start" });
        story.pass(5_000);
        story.do({ type: "reload" });
        // For each worker: a start, a wait to leave, a drain.
        story.pass(workers * 70_000 + 300_000);
        expect(story.hasEnded || story.reloads === 0).toBe(true);
      },
    ),
    { numRuns: RUNS },
  );
});
