import { describe, expect, test } from "vitest";
import { createStartup } from "../src/lifecycle/startup.js";

describe("start-up", () => {
  test("is over while a server listens, and stays over after its undo was called", () => {
    const core = { listening: false };
    const startup = createStartup("automatic", core);
    const stopWaiting = startup.onServing(() => {});
    expect(startup.isStarted).toBe(false);
    core.listening = true;
    expect(startup.isStarted).toBe(true);
    core.listening = false;
    expect(startup.isStarted).toBe(false);
    core.listening = true;
    stopWaiting();
    core.listening = false;
    expect(startup.isStarted).toBe(true);
  });

  test("with `manual` is over when the application says so, and serves once a server listens too", () => {
    const events: string[] = [];
    const core = { listening: true };
    const startup = createStartup("manual", core);
    startup.onServing(() => events.push("serving"));
    startup.update();
    expect([startup.isStarted, events]).toEqual([false, []]);
    core.listening = false;
    startup.end();
    expect([startup.isStarted, events]).toEqual([true, []]);
    core.listening = true;
    startup.update();
    startup.update();
    expect(events).toEqual(["serving"]);
  });
});
