import { describe, expect, test } from "vitest";
import type { Release, ReleaseRun } from "../src/plan.js";
import { hang, startReleases } from "./release-runs.js";

/** A chain of releases that hang; each writes down when it starts and whether its signal was aborted by then. */
function chain(names: string[], events: string[]): Record<string, Release> {
  const steps = names.map((name, i): [string, Release] => {
    const run: ReleaseRun = ({ signal }) => {
      events.push(`${name} starts${signal.aborted ? " aborted" : ""}`);
      return hang();
    };
    return [name, { run, after: names.slice(i > 0 ? i - 1 : 0, i) }];
  });
  return Object.fromEntries(steps);
}

describe("the bound of all releases together", () => {
  test("limits a release whose own timeout is longer", async () => {
    const { clock, events } = startReleases({ a: { run: hang, timeoutMs: 5_000 } });
    await clock.advance(999);
    expect(events).toEqual([]);
    await clock.advance(1);
    expect(events[0]).toBe('a [TIMED_OUT] The release "a" did not end within 1000 ms');
  });

  test("a release that starts later has only what is left", async () => {
    const { clock, events } = startReleases({
      a: { run: hang, timeoutMs: 700 },
      b: { run: hang, after: ["a"] },
    });
    await clock.advance(1_000);
    expect(events).toEqual([
      'a [TIMED_OUT] The release "a" did not end within 700 ms',
      'b [TIMED_OUT] The release "b" did not end within 300 ms',
      "over: a, b",
    ]);
  });

  test("a release that still waits when the bound is over starts in its order, its signal not aborted", async () => {
    const events: string[] = [];
    const { clock } = startReleases(chain(["a", "b", "c"], events), { events });
    await clock.advance(1_000);
    expect(events).toEqual([
      "a starts",
      'a [TIMED_OUT] The release "a" did not end within 1000 ms',
      "b starts",
      'b [TIMED_OUT] The release "b" had no time left to end in',
      "c starts",
      'c [TIMED_OUT] The release "c" had no time left to end in',
      "over: a, b, c",
    ]);
  });

  test("each of those is awaited for one turn of the event loop and no longer", async () => {
    const events: string[] = [];
    const { clock } = startReleases(chain(["a", "b", "c"], events), { events, boundMs: 0 });
    expect(events).toEqual(["a starts"]);
    await clock.nextTurn();
    expect(events.at(-1)).toBe("b starts");
    await clock.nextTurn();
    expect(events.at(-1)).toBe("c starts");
    await clock.nextTurn();
    expect(events.at(-1)).toBe("over: a, b, c");
    expect(clock.now()).toBe(0);
  });

  test("one that does its work synchronously is done even then", async () => {
    const { clock, results } = startReleases({
      hung: hang,
      flush: { after: ["hung"], run: async () => {} },
      goodbye: { after: ["flush"], run: () => {} },
    });
    await clock.advance(1_000);
    expect(results.map(({ name, status }) => `${name} ${status}`)).toEqual([
      "hung failed",
      "flush done",
      "goodbye done",
    ]);
  });

  test("a budget that is overdrawn already counts as none", async () => {
    const { clock, events } = startReleases({ a: () => {}, b: hang }, { boundMs: -20 });
    await clock.settle();
    expect(events).toEqual([
      "a done",
      'b [TIMED_OUT] The release "b" had no time left to end in',
      "over: a, b",
    ]);
  });
});

describe("a forced", () => {
  test("ends the wait for every running release at once", async () => {
    const forced = new AbortController();
    const signals: AbortSignal[] = [];
    const run: ReleaseRun = ({ signal }) => {
      signals.push(signal);
      return hang();
    };
    const { clock, events, results } = startReleases({ a: run, b: run }, { forced: forced.signal });
    await clock.advance(250);
    forced.abort();
    await clock.settle();
    expect(events).toEqual([
      'a [TIMED_OUT] The release "a" was cut short',
      'b [TIMED_OUT] The release "b" was cut short',
      "over: a, b",
    ]);
    expect(results.map(({ durationMs }) => durationMs)).toEqual([250, 250]);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
    expect(clock.timers).toBe(0);
  });

  test("starts the releases that have not started, and gives each one turn", async () => {
    const forced = new AbortController();
    const { clock, events } = startReleases(
      { a: hang, b: { run: () => {}, after: ["a"] }, c: { run: hang, after: ["b"] } },
      { forced: forced.signal },
    );
    forced.abort();
    await clock.settle();
    expect(events).toEqual([
      'a [TIMED_OUT] The release "a" was cut short',
      "b done",
      'c [TIMED_OUT] The release "c" had no time left to end in',
      "over: a, b, c",
    ]);
  });

  test("that came before the releases leaves each one turn", async () => {
    const { clock, events } = startReleases({ a: () => {}, b: hang }, { forced: AbortSignal.abort() });
    await clock.settle();
    expect(events).toEqual([
      "a done",
      'b [TIMED_OUT] The release "b" had no time left to end in',
      "over: a, b",
    ]);
  });

  test("that never comes leaves no listener", async () => {
    const { signal } = new AbortController();
    const removed: string[] = [];
    const remove = signal.removeEventListener.bind(signal);
    signal.removeEventListener = (type: string, ...rest: [() => void]) => {
      removed.push(type);
      remove(type, ...rest);
    };
    const { clock, isOver } = startReleases({ a: () => {} }, { forced: signal });
    await clock.settle();
    expect(isOver()).toBe(true);
    expect(removed).toEqual(["abort"]);
  });
});
