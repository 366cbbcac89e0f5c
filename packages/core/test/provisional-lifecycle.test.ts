import { expect, test } from "vitest";
import { ProvisionalLifecycle } from "../src/process/provisional-lifecycle.js";

test("a provisional lifecycle gives its servers back once, to the first lifecycle that the program makes", () => {
  const events: string[] = [];
  const provisional = new ProvisionalLifecycle();
  expect(provisional.replace()).toBeUndefined();
  provisional.set(() => {
    events.push("given back");
    return () => events.push("left");
  });
  const leave = provisional.replace();
  expect(provisional.replace()).toBeUndefined();
  leave?.();
  expect(events).toEqual(["given back", "left"]);
});
