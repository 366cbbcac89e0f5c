import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { listenToSignals } from "../src/process/signals.js";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

const listeners = () => ["SIGTERM", "SIGINT", "SIGQUIT", "SIGHUP"].map((name) => process.listenerCount(name));

test("a signal while the process exits is ignored: it would end it in place of the exit code", () => {
  const before = listeners();
  const seen: string[] = [];
  let isOver = false;
  const stopListening = listenToSignals({
    stop: (reason) => seen.push(reason),
    reload: () => seen.push("reload"),
    // The supervisor of workers that have ended does nothing.
    force: (how) => isOver || seen.push(how),
  });
  process.emit("SIGTERM", "SIGTERM");
  isOver = true;
  stopListening();
  vi.advanceTimersByTime(1_999);
  process.emit("SIGTERM", "SIGTERM");
  expect(listeners()).toEqual(before.map((count) => count + 1));
  vi.advanceTimersByTime(1);
  expect(listeners()).toEqual(before);
  expect(seen).toEqual(["SIGTERM"]);
});
