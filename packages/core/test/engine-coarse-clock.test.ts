import { describe, expect, it } from "vitest";
import { CoarseClock } from "../src/engine/coarse-clock.js";
import { FakeClock } from "./fake-clock.js";

describe("the clock that requests are stamped with", () => {
  it("is read once for all that arrive within 10 ms, and again for the next", async () => {
    const clock = new FakeClock();
    const arrivals = new CoarseClock(clock);
    const stamps = [arrivals.now()];
    for (const ms of [4, 5, 1, 25, 3]) {
      await clock.advance(ms);
      stamps.push(arrivals.now());
    }
    expect(stamps).toEqual([0, 0, 0, 10, 35, 35]);
  });

  it("sets no timer while nothing arrives", async () => {
    const clock = new FakeClock();
    new CoarseClock(clock).now();
    expect(clock.timers).toBe(1);
    await clock.advance(10);
    expect(clock.timers).toBe(0);
  });

  it("leaves no timer behind when it is stopped", () => {
    const clock = new FakeClock();
    const arrivals = new CoarseClock(clock);
    arrivals.now();
    arrivals.stop();
    expect(clock.timers).toBe(0);
  });
});
