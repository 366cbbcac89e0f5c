import { beforeEach, describe, expect, it } from "vitest";
import { ArrivalClock } from "../src/engine/http1/arrival-clock.js";
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

  it("is exact where few come", async () => {
    expect(new Set(await ages(500, 1))).toEqual(new Set([0]));
  });

  it("is read once for sixteen where many come, which takes none for 10 ms older than it is", async () => {
    await ages(32, 0.25);
    const before = clock.readings;
    const errors = await ages(1_600, 0.25);
    expect(clock.readings - before).toBe(100);
    expect(Math.min(...errors)).toBe(0);
    expect(Math.max(...errors)).toBe(15 * 0.25);
  });

  it("takes those that come first when many have become few for older, and after sixteen none", async () => {
    await ages(32, 0.25);
    expect(await ages(1, 500)).toEqual([500]);
    await ages(15, 5);
    expect(await ages(5, 5)).toEqual([0, 0, 0, 0, 0]);
  });

  it("is exact for whoever comes next when it was told to forget", async () => {
    await ages(32, 0.25);
    arrivals.forget();
    expect(await ages(5, 500)).toEqual([0, 0, 0, 0, 0]);
  });
});
