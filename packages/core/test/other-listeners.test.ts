import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { deferOtherListeners, type OtherListeners } from "../src/process/signals/other-listeners.js";
import { collectGarbage } from "./collect-garbage.js";

const SIGNAL = "SIGUSR2";

describe("the other listeners of a signal", () => {
  let isWaiting = false;
  let others: OtherListeners;
  let calls: string[] = [];
  const own = () => calls.push("own");
  const listenerOf = (name: string) => ({ [name]: () => void calls.push(name) })[name] as () => void;
  const inMicrotask = () => Promise.resolve();

  beforeEach(() => {
    calls = [];
    isWaiting = false;
    process.prependListener(SIGNAL, own);
    others = deferOtherListeners(
      (listener) => listener === own,
      () => isWaiting,
    );
  });
  afterEach(() => {
    others.stop();
    process.removeAllListeners(SIGNAL);
  });

  test("are called as usual outside of a shutdown, in their order, those of `once` once", () => {
    process.on(SIGNAL, listenerOf("first"));
    process.once(SIGNAL, listenerOf("second"));
    process.on(SIGNAL, listenerOf("third"));
    others.watch([SIGNAL]);
    process.emit(SIGNAL, SIGNAL);
    process.emit(SIGNAL, SIGNAL);
    expect(calls).toEqual(["own", "first", "second", "third", "own", "first", "third"]);
  });

  test("are each replaced once if a function is in the list twice, plain and for `once`", () => {
    const twice = listenerOf("twice");
    process.on(SIGNAL, twice);
    process.once(SIGNAL, twice);
    const before = process.rawListeners(SIGNAL);
    others.watch([SIGNAL]);
    expect(process.listeners(SIGNAL)).toEqual([own, twice, twice]);
    others.stop();
    expect(process.rawListeners(SIGNAL)).toEqual(before);
  });

  test("that come later wait as well, wherever they stand in the list", async () => {
    others.watch([SIGNAL]);
    process.on(SIGNAL, listenerOf("behind"));
    process.prependListener(SIGNAL, listenerOf("ahead"));
    await inMicrotask();
    isWaiting = true;
    process.emit(SIGNAL, SIGNAL);
    expect(calls).toEqual(["own"]);
    isWaiting = false;
    for (const [, run] of others.release()) await run();
    expect(calls).toEqual(["own", "ahead", "behind"]);
  });

  test("get the signal and its number, with the process as `this`, once however often it came", async () => {
    const given: unknown[] = [];
    process.on(SIGNAL, function (this: unknown, ...args: unknown[]) {
      given.push(this, ...args);
    });
    others.watch([SIGNAL]);
    isWaiting = true;
    process.emit(SIGNAL, SIGNAL);
    process.emit(SIGNAL, SIGNAL);
    for (const [, run] of others.release()) await run();
    expect(given).toEqual([process, SIGNAL, 12]);
    expect(others.release()).toEqual([]);
  });

  test("stay in the list: `process.off`, `listeners` and `listenerCount` work as before", async () => {
    const [first, second, third] = [listenerOf("first"), listenerOf("second"), listenerOf("third")];
    process.on(SIGNAL, first);
    process.once(SIGNAL, second);
    others.watch([SIGNAL]);
    process.on(SIGNAL, first);
    process.on(SIGNAL, third);
    await inMicrotask();
    expect(process.listeners(SIGNAL)).toEqual([own, first, second, first, third]);
    expect(process.listenerCount(SIGNAL, second)).toBe(1);
    process.off(SIGNAL, second);
    process.off(SIGNAL, first);
    expect(process.listeners(SIGNAL)).toEqual([own, first, third]);
    isWaiting = true;
    process.emit(SIGNAL, SIGNAL);
    process.off(SIGNAL, third);
    isWaiting = false;
    for (const [, run] of others.release()) await run();
    expect(calls).toEqual(["own", "first"]);
  });

  test("are restored afterwards, wrappers of `once` included", async () => {
    process.on(SIGNAL, listenerOf("first"));
    process.once(SIGNAL, listenerOf("second"));
    const before = process.rawListeners(SIGNAL);
    const newListeners = process.listenerCount("newListener");
    others.watch([SIGNAL]);
    expect(process.rawListeners(SIGNAL)).not.toEqual(before);
    others.stop();
    expect(process.rawListeners(SIGNAL)).toEqual(before);
    expect(process.listenerCount("newListener")).toBe(newListeners - 1);
    process.emit(SIGNAL, SIGNAL);
    process.emit(SIGNAL, SIGNAL);
    expect(calls).toEqual(["own", "first", "second", "own", "first"]);
  });

  test.each(["on", "once"] as const)(
    "that were added by `%s` and removed again are not kept",
    async (method) => {
      others.watch([SIGNAL]);
      const addOne = () => {
        const listener = listenerOf("gone");
        process[method](SIGNAL, listener);
        return new WeakRef(listener);
      };
      const gone = addOne();
      await inMicrotask();
      process.off(SIGNAL, gone.deref() as () => void);
      await collectGarbage();
      expect(gone.deref()).toBeUndefined();
      expect(others.names(SIGNAL)).toEqual([]);
    },
  );

  test("may have a name that is no string, or cannot be read", () => {
    const named = (descriptor: PropertyDescriptor) => Object.defineProperty(() => {}, "name", descriptor);
    process.on(SIGNAL, named({ value: Symbol("symbol") }));
    process.on(
      SIGNAL,
      named({
        get() {
          throw new Error("no name");
        },
      }),
    );
    expect(others.names(SIGNAL).map((name) => name.replace(/( at |, added).*/, ""))).toEqual([
      "a function",
      "a function",
    ]);
  });

  test("are named with the place where they were added, if it is known", async () => {
    process.on(SIGNAL, listenerOf("early"));
    others.watch([SIGNAL]);
    process.on(SIGNAL, listenerOf("late"));
    process.on(SIGNAL, () => {});
    expect(others.names(SIGNAL)).toEqual([
      "early, added before graceful()",
      expect.stringMatching(/^late at .*other-listeners\.test\.ts:\d+:\d+$/),
      expect.stringMatching(/^a function at .*other-listeners\.test\.ts:\d+:\d+$/),
    ]);
  });
});
