import { expect, test } from "vitest";
import { nearest } from "../src/planning/validate/nearest.js";

test.each([
  ["drain", ["drainMs", "onDrain"], "drainMs"],
  ["lameduckms", ["lameDuckMs", "releaseMs"], "lameDuckMs"],
  ["redy", ["live", "ready", "startup"], "ready"],
  ["signal", ["release", "signals"], "signals"],
])("%j was most likely meant to be the one with the fewest letters to change", (given, names, wanted) => {
  expect(nearest(given, names)).toBe(wanted);
});

test("the nearer of two names is found after the farther one", () => {
  expect(nearest("release", ["releaseMs", "releases"])).toBe("releases");
});

test("nothing is near to a word of which half would have to change", () => {
  expect(nearest("timeout", ["run", "after", "live"])).toBeUndefined();
  expect(nearest("host", ["port", "live"])).toBeUndefined();
  expect(nearest("", ["run"])).toBeUndefined();
});

test("nothing is near to a word of which three letters would have to change, however long it is", () => {
  expect(nearest("drainTime", ["drainMs"])).toBeUndefined();
});
