import { describe, expect, test } from "vitest";
import { ConnectionTracker } from "../src/engine/connections/connection-tracker.js";
import type { Limits } from "../src/engine/limits.js";
import { TurnClock } from "./fakes/turn-clock.js";

const SILENT = { changed() {}, onCut() {}, onError() {} };

/** Records each wait: its milliseconds, or `turn`. */
class WaitsClock extends TurnClock {
  readonly waits: (number | "turn")[] = [];

  override after(ms: number, run: () => void): () => void {
    this.waits.push(ms);
    return super.after(ms, run);
  }

  override turn(run: () => void): void {
    this.waits.push("turn");
    super.turn(run);
  }
}

function scene() {
  const clock = new WaitsClock();
  const limits: Limits = {
    idleGraceMs: 1_000,
    drainMs: 8_000,
    upgradeGraceMs: 3_000,
    spreadMs: 1_000,
    whileDraining: "serve",
    eventStreams: "close",
    deferWebSocketClose: false,
  };
  const tracker = new ConnectionTracker(clock, limits, SILENT);
  const sent: string[] = [];
  const send = (names: string) => {
    for (const name of names)
      tracker.sendNotice(() => {
        sent.push(name);
        clock.spend(0.5);
      });
  };
  return { clock, limits, send, read: () => sent.splice(0).join("") };
}

describe("sending notices", () => {
  test("stops after 1 ms and gives the answers 10 ms, again and again", () => {
    const { clock, send, read } = scene();
    send("abcdef");
    expect(read()).toBe("ab");
    clock.next(10);
    expect(read()).toBe("cd");
    clock.next(10);
    expect(read()).toBe("ef");
    expect(clock.waits).toEqual([10, 10]);
  });

  test("pauses no more after a third of the upgrade grace: clients need the rest to answer", () => {
    const { clock, send, read } = scene();
    send("abcdef");
    clock.spend(1_000);
    clock.next();
    clock.next();
    expect(read()).toBe("abcdef");
    expect(clock.waits).toEqual([10, "turn"]);
  });

  test("uses the grace at the time of the first notice: the drain may have got less time than planned", () => {
    const { clock, limits, send, read } = scene();
    limits.upgradeGraceMs = 300;
    send("abcdef");
    clock.spend(100);
    clock.next();
    clock.next();
    expect(read()).toBe("abcdef");
    expect(clock.waits).toEqual([10, "turn"]);
  });
});
