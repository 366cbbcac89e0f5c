import type { ConnectionTracker } from "../connections/connection-tracker.js";

/** How often to check. */
const CHECK_MS = 20;
/** A server that gets a new connection before every check must close as well, after this time. */
const NEW_CONNECTIONS_MS = 100;

/**
 * Waits before the `close` of a server that also closes idle connections and truncates responses that are not flushed
 * (record 24): until the idle grace is over, and, if responses are being flushed, for them until `giveUpMs`. Also waits
 * until no connection has come between two checks, at most `NEW_CONNECTIONS_MS`: on such a server a connection is
 * invisible until it sends something.
 */
export async function untilCloseIsHarmless(
  tracker: ConnectionTracker,
  giveUpMs: () => number,
): Promise<void> {
  const { clock, connections, counts, limits } = tracker;
  const began = clock.now();
  const isIdle = () => [...connections.values()].some(({ state }) => state === "idle");
  const isHarmful = (waitedMs: number) =>
    (waitedMs < limits.idleGraceMs && isIdle()) || (waitedMs < giveUpMs() && tracker.isFlushing);
  let totalBefore: number;
  do {
    totalBefore = counts.connections.total;
    await new Promise<void>((resolve) => tracker.later(CHECK_MS, resolve));
  } while (
    isHarmful(clock.now() - began) ||
    (totalBefore !== counts.connections.total && clock.now() - began < NEW_CONNECTIONS_MS)
  );
}
