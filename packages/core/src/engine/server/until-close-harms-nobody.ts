import type { ConnectionTracker } from "../connections/connection-tracker.js";

const LOOK_MS = 20;
/** A server to which somebody comes at every look must close as well. */
const NEWCOMERS_MS = 100;

/**
 * Of a server whose own `close` also closes what is idle, and truncates what is not flushed (record 24): the one has
 * its grace first, the other until `giveUpMs`, where there is any. At least until nobody has come for one look,
 * within `NEWCOMERS_MS`: such a server shows a connection when that sends.
 */
export async function untilCloseHarmsNobody(
  tracker: ConnectionTracker,
  giveUpMs: () => number,
): Promise<void> {
  const { clock, connections, counts, limits } = tracker;
  const began = clock.now();
  const isIdle = () => [...connections.values()].some(({ state }) => state === "idle");
  const isHarmed = (waitedMs: number) =>
    (waitedMs < limits.idleGraceMs && isIdle()) || (waitedMs < giveUpMs() && tracker.isFlushing);
  let came: number;
  do {
    came = counts.connections.total;
    await new Promise<void>((looked) => tracker.later(LOOK_MS, looked));
  } while (
    isHarmed(clock.now() - began) ||
    (came !== counts.connections.total && clock.now() - began < NEWCOMERS_MS)
  );
}
