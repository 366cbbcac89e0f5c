import { expect, test } from "vitest";
import type { ConnectionTracker } from "../src/engine/connections/connection-tracker.js";
import { untilCloseIsHarmless } from "../src/engine/server/until-close-is-harmless.js";
import { FakeClock } from "./fake-clock.js";
import { Journal } from "./fakes/journal.js";

/** The wait before the `close` of a server that shows a connection only when it has sent something. */
async function waited(idleGraceMs: number, comeAtMs: readonly number[]): Promise<readonly string[]> {
  const clock = new FakeClock();
  const journal = new Journal(clock);
  const counts = { connections: { total: 0 } };
  const later = (ms: number, run: () => void) => void clock.after(ms, run);
  const tracker = {
    clock,
    counts,
    connections: new Map(),
    limits: { idleGraceMs },
    isFlushing: false,
    later,
  };
  void untilCloseIsHarmless(tracker as unknown as ConnectionTracker, () => 5_000).then(() =>
    journal.note("harmless"),
  );
  for (const ms of comeAtMs) later(ms, () => counts.connections.total++);
  await clock.advance(5_000);
  return journal.read();
}

test("the close waits until no connection has come for 100 ms", async () => {
  expect(await waited(1_000, [])).toEqual(["100 harmless"]);
  expect(await waited(1_000, [90])).toEqual(["200 harmless"]);
});

test("but not longer than the idle grace", async () => {
  expect(await waited(0, [])).toEqual(["20 harmless"]);
});

test("a server that gets new connections all the time closes as well", async () => {
  const always = Array.from({ length: 100 }, (_, nth) => 50 * nth);
  expect(await waited(1_000, always)).toEqual(["500 harmless"]);
});
