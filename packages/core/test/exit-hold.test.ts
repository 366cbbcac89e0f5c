import type { EventEmitter } from "node:events";
import { kill as importedKill } from "node:process";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ExitHold, holdExits } from "../src/process/exits/exit-hold.js";

describe("while exits are held", () => {
  const { exit, kill } = process;
  let calls: unknown[];
  let held: string[];
  let hold: ExitHold;
  let isCrashDrained = false;
  const fakeExit = ((code?: number) => void calls.push(["exit", code])) as typeof process.exit;
  const fakeKill: typeof process.kill = (pid, signal) => {
    calls.push(["kill", pid, signal]);
    return true;
  };

  beforeEach(() => {
    calls = [];
    held = [];
    process.exit = fakeExit;
    process.kill = fakeKill;
    hold = holdExits({
      isPlanSignal: (signal) => signal === "SIGTERM",
      isCrashDrained: () => isCrashDrained,
      onHeld: (what, caller) => void held.push(`${what} at ${caller?.replace(/:\d+:\d+$/, "")}`),
    });
  });
  afterEach(() => {
    hold.stop();
    process.exit = exit;
    process.kill = kill;
  });
  const HERE = "packages/core/test/exit-hold.test.ts";

  test("process.exit returns and says what was asked for, and where", () => {
    expect(hold.isExitAsked).toBe(false);
    process.exit(3);
    process.exit();
    expect(held).toEqual([`process.exit(3) at ${HERE}`, `process.exit() at ${HERE}`]);
    expect(hold.isExitAsked).toBe(true);
    expect(calls).toEqual([]);
  });

  test("where `process.exit` cannot be replaced, it ends the process as ever, and `process.kill` is held", () => {
    hold.stop();
    const descriptor = Object.getOwnPropertyDescriptor(process, "exit");
    Object.defineProperty(process, "exit", { value: fakeExit, writable: false });
    try {
      hold = holdExits({
        isPlanSignal: () => true,
        isCrashDrained: () => false,
        onHeld: (what) => void held.push(what),
      });
      process.exit(3);
      process.kill(process.pid, "SIGTERM");
      hold.stop();
    } finally {
      Object.defineProperty(process, "exit", descriptor ?? {});
    }
    expect(calls).toEqual([["exit", 3]]);
    expect(held).toEqual(['process.kill(process.pid, "SIGTERM")']);
    expect(process.kill).toBe(fakeKill);
  });

  test("a read-only `Error.stackTraceLimit` is no obstacle", () => {
    const descriptor = Object.getOwnPropertyDescriptor(Error, "stackTraceLimit");
    Object.defineProperty(Error, "stackTraceLimit", { value: 5, writable: false });
    try {
      process.exit(3);
    } finally {
      Object.defineProperty(Error, "stackTraceLimit", descriptor ?? {});
    }
    expect(held).toEqual([`process.exit(3) at ${HERE}`]);
  });

  test("a second call at the same place is not reported", () => {
    for (let i = 0; i < 3; i++) process.exit(3);
    expect(held).toHaveLength(1);
  });

  test("what has crashed is ended by its application as ever, unless crashes are drained", () => {
    isCrashDrained = true;
    (process as EventEmitter).emit("uncaughtExceptionMonitor", new Error("boom"), "uncaughtException");
    process.exit(1);
    expect(calls).toEqual([]);
    isCrashDrained = false;
    process.exit(1);
    expect(calls).toEqual([["exit", 1]]);
  });

  test("a signal to this process is held if it would end it: one of the plan, or one without a listener", () => {
    process.kill(process.pid, "SIGTERM");
    process.kill(process.pid);
    process.kill(process.pid, 15);
    process.kill(process.pid, "SIGKILL");
    importedKill(process.pid, "SIGHUP");
    expect(held.map((line) => line.split(" at ")[0])).toEqual([
      'process.kill(process.pid, "SIGTERM")',
      'process.kill(process.pid, "SIGTERM")',
      'process.kill(process.pid, "SIGTERM")',
      'process.kill(process.pid, "SIGKILL")',
      'process.kill(process.pid, "SIGHUP")',
    ]);
    expect(calls).toEqual([]);
  });

  test("what ends nothing passes: another process, signal 0, a harmless signal, one with a listener", () => {
    const heard = () => {};
    process.on("SIGUSR2", heard);
    process.kill(1, "SIGTERM");
    process.kill(process.pid, 0);
    process.kill(process.pid, "SIGWINCH");
    process.kill(process.pid, "SIGUSR2");
    process.kill(process.pid, "no signal" as never);
    process.off("SIGUSR2", heard);
    expect(held).toEqual([]);
    expect(calls).toEqual([
      ["kill", 1, "SIGTERM"],
      ["kill", process.pid, 0],
      ["kill", process.pid, "SIGWINCH"],
      ["kill", process.pid, "SIGUSR2"],
      ["kill", process.pid, "no signal"],
    ]);
  });

  test("afterwards both are as they were, and a second stop does nothing", () => {
    hold.stop();
    expect([process.exit, process.kill]).toEqual([fakeExit, fakeKill]);
    process.exit = exit;
    hold.stop();
    expect(process.exit).toBe(exit);
  });

  test("a wrapper of the application stays, and the function it calls passes on", () => {
    const { exit: ours, kill: ourKill } = process;
    const wrapped = ((code?: number) => ours(code)) as typeof process.exit;
    const wrappedKill: typeof process.kill = (pid, signal) => ourKill(pid, signal);
    process.exit = wrapped;
    process.kill = wrappedKill;
    hold.stop();
    expect([process.exit, process.kill]).toEqual([wrapped, wrappedKill]);
    process.exit(7);
    process.kill(process.pid, "SIGTERM");
    expect(calls).toEqual([
      ["exit", 7],
      ["kill", process.pid, "SIGTERM"],
    ]);
    expect(held).toEqual([]);
  });
});
