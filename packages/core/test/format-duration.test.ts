import { expect, test } from "vitest";
import { formatDuration } from "../src/format/format-duration.js";

test.each([
  [0, "0 ms"],
  [0.4, "<1 ms"],
  [1, "1 ms"],
  [12.3, "12 ms"],
  [999.4, "999 ms"],
  [999.7, "1 s"],
  [1_000, "1 s"],
  [1_049, "1 s"],
  [1_300, "1.3 s"],
  [19_300, "19.3 s"],
  [59_940, "59.9 s"],
  [59_980, "1 m"],
  [60_000, "1 m"],
  [125_000, "2 m 5 s"],
  [119_700, "2 m"],
  [3_599_700, "1 h"],
  [3_720_000, "1 h 2 m"],
  [90_000_000, "25 h"],
])("%d ms is %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
