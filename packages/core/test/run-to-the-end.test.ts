import { expect, onTestFinished, test } from "vitest";
import { noteDone, runToTheEnd } from "../src/process/signals/run-to-the-end.js";

test.each([
  ["a promise", async () => {}, true],
  ["asking for the exit", () => noteDone(), true],
  ["nothing, when it returns", () => {}, false],
])("a listener says that it is done by %s", async (_, listener, hasSaidSo) => {
  expect(await runToTheEnd(listener)).toBe(hasSaidSo);
});

test("a listener is awaited until its timer has fired, and an asked exit ends that wait", async () => {
  const events: string[] = [];
  await runToTheEnd(() => void setTimeout(() => events.push("timer"), 30));
  events.push("done");
  await runToTheEnd(() => {
    const timer = setTimeout(() => events.push("never"), 60_000);
    setImmediate(() => {
      noteDone();
      clearTimeout(timer);
    });
  });
  expect(events).toEqual(["timer", "done"]);
});

test("an interval of a listener is awaited once", async () => {
  let ticks = 0;
  await runToTheEnd(() => {
    const interval = setInterval(() => ticks++, 30);
    onTestFinished(() => clearInterval(interval));
  });
  expect(ticks).toBeGreaterThan(0);
});
