import { describe, expect, test } from "vitest";
import { spread } from "../measure/statistics.mjs";
import { verdicts, verdictTable } from "../render/verdicts.mjs";

const ratioOf = (id, ...samples) => ({ id, bare: "bare", isOurs: id === "graceful", ratio: spread(samples) });
const closing = (size, ms, stall) => ({
  id: "graceful",
  size,
  graceMs: 1_000,
  leftOpen: 0,
  closedMs: spread([1_000 + ms]),
  ownStallMs: spread([stall]),
});
const isMet = (figure, rows) => verdicts({ [figure]: { rows } }).map((verdict) => verdict.isMet);

describe("a target is met or missed by what was measured", () => {
  test("of CPU, at 1.01 of the median", () => {
    expect(isMet("cpu", [ratioOf("graceful", 1.009, 1.01, 1.02)])).toEqual([true, true]);
    expect(isMet("cpu", [ratioOf("graceful", 1.009, 1.011, 1.02)])).toEqual([false, true]);
  });

  test("of CPU beside the others, where one is surely below", () => {
    expect(isMet("cpu", [ratioOf("graceful", 1.01, 1.01), ratioOf("stoppable", 1, 1.02)])).toEqual([
      true,
      true,
    ]);
    expect(isMet("cpu", [ratioOf("graceful", 1.01, 1.01), ratioOf("stoppable", 1, 1)])).toEqual([
      true,
      false,
    ]);
  });

  test("of closing, by the longest stall of any run and by what a connection takes", () => {
    expect(isMet("close", [closing(5_000, 100, 50), closing(19_000, 400, 20)])).toEqual([true, true]);
    expect(isMet("close", [closing(5_000, 100, 51), closing(19_000, 400, 20)])).toEqual([false, true]);
    expect(isMet("close", [closing(5_000, 100, 50), closing(19_000, 600, 20)])).toEqual([true, false]);
  });

  test("of closing, only where all were closed", () => {
    const unfinished = { ...closing(19_000, 400, 20), leftOpen: 1 };
    expect(isMet("close", [closing(5_000, 100, 50), unfinished])).toEqual([false, false]);
    expect(isMet("close", [{ ...closing(5_000, 100, 50), leftOpen: 1 }, closing(19_000, 400, 20)])).toEqual([
      false,
      false,
    ]);
  });

  test("of the exit, only where every request was answered", () => {
    const row = { id: "graceful", requests: 5, answered: 5, afterSlowestMs: spread([50]) };
    expect(isMet("exit", [row])).toEqual([true]);
    expect(isMet("exit", [{ ...row, answered: 4 }])).toEqual([false]);
    expect(isMet("exit", [{ ...row, afterSlowestMs: spread([51]) }])).toEqual([false]);
  });

  test("and is shown as missed", () => {
    const shown = verdictTable([
      { text: "fast", measured: "1 ms", isMet: true },
      { text: "small", measured: "9 kB", isMet: false },
    ]);
    expect(shown.rows).toEqual([
      ["fast", "1 ms", "met"],
      ["small", "9 kB", "MISSED"],
    ]);
  });
});

describe("the spread of samples", () => {
  test("has the median, the quartiles, and between what the median lies", () => {
    const samples = Array.from({ length: 101 }, (_, index) => index);
    expect(spread(samples)).toMatchObject({ median: 50, q1: 25, q3: 75, low: 40, high: 60 });
  });

  test("knows of few samples only that the median is among them", () => {
    expect(spread([3, 1, 2])).toMatchObject({ median: 2, low: 1, high: 3 });
    expect(spread([7])).toMatchObject({ median: 7, low: 7, high: 7 });
  });
});
