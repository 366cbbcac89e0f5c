import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isOwnListener, keepListening } from "../src/process/signals/keep-listening.js";

const SIGNAL = "SIGUSR2";

describe("a kept listener of the process", () => {
  let calls: string[] = [];
  let stop: () => void;
  const own = () => void calls.push("own");
  const other = () => void calls.push("other");
  const inMicrotask = () => Promise.resolve();
  const removeListeners = process.listenerCount("removeListener");

  beforeEach(() => {
    calls = [];
    stop = keepListening(SIGNAL, own, {
      first: true,
      onRemoved: (event, caller) => void calls.push(`${event} ${caller?.replace(/:\d+:\d+$/, "")}`),
    });
  });
  afterEach(() => {
    stop();
    process.removeAllListeners(SIGNAL);
  });
  const HERE = "packages/core/test/keep-listening.test.ts";

  test.each([
    ["process.removeAllListeners", () => void process.removeAllListeners(SIGNAL)],
    ["process.off", () => void process.off(SIGNAL, own)],
  ])(
    "comes back before the others after %s, and the log names once where that was called",
    async (_name, remove) => {
      remove();
      process.on(SIGNAL, other);
      await inMicrotask();
      process.emit(SIGNAL, SIGNAL);
      remove();
      await inMicrotask();
      expect(process.listeners(SIGNAL)).toContain(own);
      expect(calls).toEqual([`${SIGNAL} ${HERE}`, "own", "other"]);
    },
  );

  test("that was put back by the application is called once, and first", async () => {
    process.on(SIGNAL, other);
    const saved = process.listeners(SIGNAL);
    process.removeAllListeners(SIGNAL);
    for (const listener of [...saved].reverse()) process.on(SIGNAL, listener);
    await inMicrotask();
    expect(process.listeners(SIGNAL)).toEqual([own, other]);
  });

  test("leaves no listener at the end, however often it was put back", async () => {
    process.removeAllListeners(SIGNAL);
    await inMicrotask();
    process.on(SIGNAL, own);
    stop();
    expect(process.listenerCount(SIGNAL)).toBe(0);
    expect(process.listenerCount("removeListener")).toBe(removeListeners);
    expect(isOwnListener(own)).toBe(true);
  });

  test("that is stopped in the turn in which it was removed does not come back", async () => {
    process.removeAllListeners(SIGNAL);
    stop();
    await inMicrotask();
    expect(process.listenerCount(SIGNAL)).toBe(0);
  });
});
