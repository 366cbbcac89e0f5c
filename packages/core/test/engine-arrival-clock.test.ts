import { beforeEach, describe, expect, it } from "vitest";
import { ArrivalClock } from "../src/engine/arrival-clock.js";
import { FakeClock } from "./fake-clock.js";

/** Also says how often it was read. */
class ReadClock extends FakeClock {
  readings = 0;

  override now(): number {
    this.readings++;
    return super.now();
  }

  get time(): number {
    return super.now();
  }
}

describe("the clock of what arrives", () => {
  let clock: ReadClock;
  let arrivals: ArrivalClock;

  /** Requests that come one after another; by how much each is taken for older than it is. */
  async function ages(count: number, everyMs: number): Promise<number[]> {
    const errors: number[] = [];
    for (let left = count; left > 0; left--) {
      await clock.advance(everyMs);
      errors.push(clock.time - arrivals.now());
    }
    return errors;
  }

  beforeEach(() => {
    clock = new ReadClock();
    arrivals = new ArrivalClock(clock);
  });

  it("is exact where few come, and sets no timer for them", async () => {
    expect(new Set(await ages(500, 1))).toEqual(new Set([0]));
    expect(clock.timers).toBe(0);
  });

  it("is read once for a hundred where many come", async () => {
    await ages(400, 0.1);
    const before = clock.readings;
    await ages(4_000, 0.1);
    expect(clock.readings - before).toBeLessThan(4_000 / 100);
  });

  it("takes none for more than a tenth of a second older than it is, and for none for younger", async () => {
    await ages(400, 0.1);
    for (const [count, everyMs] of [
      [1_000, 0.1],
      [20, 7],
      [600, 0.5],
      [3, 99],
      [600, 0.2],
      [2, 150],
    ] as const) {
      const errors = await ages(count, everyMs);
      expect(Math.max(...errors)).toBeLessThanOrEqual(100);
      expect(Math.min(...errors)).toBe(0);
    }
  });

  it("is exact again, and leaves no timer, when fewer come", async () => {
    await ages(400, 0.1);
    expect(clock.timers).toBe(1);
    await clock.advance(250);
    expect(clock.timers).toBe(0);
    expect(await ages(5, 3)).toEqual([0, 0, 0, 0, 0]);
  });

  it("is exact again, and leaves no timer, when it is stopped", async () => {
    await ages(400, 0.1);
    arrivals.stop();
    expect(clock.timers).toBe(0);
    expect(await ages(5, 3)).toEqual([0, 0, 0, 0, 0]);
  });
});
