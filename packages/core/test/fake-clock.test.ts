import { describe, expect, test } from "vitest";
import { FakeClock } from "./fake-clock.js";

describe("the clock of the tests", () => {
  test("runs timers in the order of their times, then of being set, each at its own time", async () => {
    const clock = new FakeClock();
    const events: string[] = [];
    const note = (name: string) => () => void events.push(`${name} at ${clock.now()}`);
    clock.after(20, note("c"));
    clock.after(10, note("a"));
    clock.after(10, note("b"));
    clock.after(21, note("late"));
    await clock.advance(20);
    expect(events).toEqual(["a at 10", "b at 10", "c at 20"]);
    expect([clock.now(), clock.timers]).toEqual([20, 1]);
  });

  test("runs what timers, promises and turns set on the way", async () => {
    const clock = new FakeClock();
    const events: number[] = [];
    clock.after(10, async () => {
      await Promise.resolve();
      clock.turn(() => clock.after(5, () => events.push(clock.now())));
    });
    await clock.advance(15);
    expect(events).toEqual([15]);
  });

  test("does not run a timer that was called off, even by one of the same time", async () => {
    const clock = new FakeClock();
    const events: string[] = [];
    let callOff = () => {};
    clock.after(10, () => callOff());
    callOff = clock.after(10, () => events.push("called off"));
    await clock.advance(10);
    expect([events, clock.timers]).toEqual([[], 0]);
  });

  test("runs nothing by itself, and one turn at a time where a test wants that", async () => {
    const clock = new FakeClock();
    const events: string[] = [];
    clock.after(0, () => events.push("timer"));
    clock.turn(() => {
      events.push("turn");
      clock.turn(() => events.push("the turn after"));
    });
    expect(events).toEqual([]);
    await clock.nextTurn();
    expect([events, clock.turns]).toEqual([["turn"], 1]);
    await clock.advance(0);
    expect(events).toEqual(["turn", "the turn after", "timer"]);
  });

  test("refuses to turn without end", async () => {
    const clock = new FakeClock();
    const again = () => clock.turn(again);
    again();
    await expect(clock.settle()).rejects.toThrow("Still not settled");
  });
});
