import { expect, test } from "vitest";
import { createEvents } from "../src/lifecycle/create-events.js";
import { silentLogger } from "../src/logger.js";

test("a listener that is added twice is called twice, and each undo removes one", () => {
  const { on, emit } = createEvents(silentLogger);
  const events: string[] = [];
  const listener = ({ reason }: { reason: string }) => void events.push(reason);
  const removeFirst = on("forced", listener);
  on("forced", listener);
  emit("forced", { reason: "both", exitCode: 1 });
  removeFirst();
  removeFirst();
  emit("forced", { reason: "one", exitCode: 1 });
  expect(events).toEqual(["both", "both", "one"]);
});
