import type { ConnectionTracker } from "../connections/connection-tracker.js";

/** How often to check. */
const CHECK_MS = 20;
/**
 * How long no client may have connected. A client that the kernel has accepted needs a round trip until it sends its
 * request, and two until it has shaken hands. With 20 ms, whole bursts of 60 were reset on a busy machine.
 */
const QUIET_MS = 100;
/** A server that gets new connections all the time must close as well, after this time. */
const NEW_CONNECTIONS_MS = 500;

/**
 * Waits before the `close` of a server that also closes idle connections and truncates responses that are not flushed
 * (record 24): until the idle grace is over, and, if responses are being flushed, for them until `giveUpMs`. Also waits
 * until no connection has come for `QUIET_MS`, or for the idle grace if that is shorter, and at most
 * `NEW_CONNECTIONS_MS`: on such a server a connection is invisible until it sends something, and closed by `close`.
 */
export async function untilCloseIsHarmless(
  tracker: ConnectionTracker,
  giveUpMs: () => number,
): Promise<void> {
  const { clock, connections, counts, limits } = tracker;
  const began = clock.now();
  const isIdle = () => [...connections.values()].some(({ state }) => state === "idle");
  let { total } = counts.connections;
  let quietSince = began;
  for (;;) {
    await new Promise<void>((resolve) => tracker.later(CHECK_MS, resolve));
    const now = clock.now();
    if (total !== counts.connections.total) quietSince = now;
    total = counts.connections.total;
    const waitedMs = now - began;
    const isGraceOver = waitedMs >= limits.idleGraceMs;
    const isQuiet = isGraceOver || waitedMs >= NEW_CONNECTIONS_MS || now - quietSince >= QUIET_MS;
    if (isQuiet && (isGraceOver || !isIdle()) && (waitedMs >= giveUpMs() || !tracker.isFlushing)) return;
  }
}
