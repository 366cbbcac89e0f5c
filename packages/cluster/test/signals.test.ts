import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { listenToSignals } from "../src/process/signals.js";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

const listeners = () => ["SIGTERM", "SIGINT", "SIGQUIT", "SIGHUP"].map((name) => process.listenerCount(name));

test("a signal counts as one with the one before it also while the process exits: it does not end it", () => {
  const before = listeners();
  const seen: string[] = [];
  const stopListening = listenToSignals({
    stop: (reason) => seen.push(reason),
    reload: () => seen.push("reload"),
    force: (how) => seen.push(how),
  });
  process.emit("SIGTERM", "SIGTERM");
  stopListening();
  expect(listeners()).toEqual(before.map((count) => count + 1));
  process.emit("SIGTERM", "SIGTERM");
  vi.advanceTimersByTime(250);
  expect(listeners()).toEqual(before);
  expect(seen).toEqual(["SIGTERM"]);
});
