import { expect, test } from "vitest";
import { formatResources } from "../src/format/format-resources.js";

test.each([
  [[], ""],
  [["Timeout"], "1 timer"],
  [["Timeout x12", "TCPServerWrap", "ProcessWrap x2"], "12 timers, 1 listening server, 2 child processes"],
  [["SomethingNew x3", "constructor"], "SomethingNew x3, constructor"],
])("%j held the process: %s", (resources, words) => {
  expect(formatResources(resources)).toBe(words);
});
