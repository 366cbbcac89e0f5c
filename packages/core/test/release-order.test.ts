import { describe, expect, test } from "vitest";
import type { Release, ReleaseRun } from "../src/plan.js";
import { startReleases } from "./release-runs.js";

/** Releases by name that write down when they start, and end when the test says so. */
function gated(after: Record<string, string[]>, boundMs?: number) {
  const events: string[] = [];
  const gates = new Map<string, () => void>();
  const run = (name: string): ReleaseRun => {
    return () => {
      events.push(`${name} starts`);
      return new Promise<void>((open) => gates.set(name, open));
    };
  };
  const steps = Object.entries(after).map(([name, names]): [string, Release] => [
    name,
    { run: run(name), after: names },
  ]);
  const runs = startReleases(Object.fromEntries(steps), { boundMs, events });
  return {
    ...runs,
    async end(name: string) {
      gates.get(name)?.();
      await runs.clock.settle();
    },
  };
}

describe("the order of releases", () => {
  test("independent releases start at once, side by side, in the order given", () => {
    const { events } = gated({ c: [], a: [], b: [] });
    expect(events).toEqual(["c starts", "a starts", "b starts"]);
  });

  test("a release starts when the one it comes after has ended, and not before", async () => {
    const { clock, events, end } = gated({ postgres: ["queue"], queue: [] });
    await clock.advance(500);
    expect(events).toEqual(["queue starts"]);
    await end("queue");
    expect(events).toEqual(["queue starts", "queue done", "postgres starts"]);
    await end("postgres");
    expect(events.slice(3)).toEqual(["postgres done", "over: queue, postgres"]);
  });

  test("a release that comes after two waits for the slower one", async () => {
    const { events, end } = gated({ a: [], b: [], log: ["a", "b"] });
    await end("b");
    expect(events).not.toContain("log starts");
    await end("a");
    expect(events).toEqual(["a starts", "b starts", "b done", "a done", "log starts"]);
  });

  test("a release does not wait for those it does not come after", async () => {
    const { events, end } = gated({ slow: [], a: [], b: ["a"], c: ["b"] });
    await end("a");
    await end("b");
    await end("c");
    expect(events).toEqual(["slow starts", "a starts", "a done", "b starts", "b done", "c starts", "c done"]);
    await end("slow");
    expect(events.at(-1)).toBe("over: a, b, c, slow");
  });

  test("two ways to the same release start it once", async () => {
    const { events, end } = gated({ last: ["left", "right"], left: ["first"], right: ["first"], first: [] });
    await end("first");
    await end("left");
    await end("right");
    await end("last");
    expect(events.filter((event) => event.endsWith("starts"))).toEqual([
      "first starts",
      "left starts",
      "right starts",
      "last starts",
    ]);
    expect(events.at(-1)).toBe("over: first, left, right, last");
  });

  test("no release at all is over at once", async () => {
    const { clock, events } = startReleases({});
    await clock.settle();
    expect(events).toEqual(["over: "]);
  });

  test("a circle that was never refused is broken open instead of left undone", async () => {
    const { events, end } = gated({ a: ["b"], b: ["a"] });
    await end("a");
    await end("b");
    expect(events).toEqual(["a starts", "a done", "b starts", "b done", "over: a, b"]);
  });

  test("an unknown name that was never refused is not waited for", () => {
    const { events } = gated({ a: ["nobody"] });
    expect(events).toEqual(["a starts"]);
  });

  test("the durations are those of the clock, from each release's own start", async () => {
    const { clock, results, end } = gated({ a: [], b: ["a"] });
    await clock.advance(300);
    await end("a");
    await clock.advance(40);
    await end("b");
    expect(results).toEqual([
      { name: "a", status: "done", durationMs: 300 },
      { name: "b", status: "done", durationMs: 40 },
    ]);
  });
});
