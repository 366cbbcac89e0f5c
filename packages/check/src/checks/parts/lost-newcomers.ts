import { type Cause, type Finding, failed } from "../../judge/finding.js";
import { duration } from "../../judge/times.js";

/** A client that connected and was reset before its request was read. */
export interface LostNewcomer {
  /** The place in the order in which clients connected. */
  readonly number: number;
  /** It connected before the signal, so it waited in the queue of the listener. */
  readonly isFromQueue: boolean;
  /** How long the server was ready to run and got no processor, from the arrival of the client to its reset. */
  readonly starvedMs: number;
  readonly seen: string;
  readonly lostAt: number;
}

/** A shorter delay does not count as a suspension. */
const STARVED_MS = 1;

/**
 * Tells which losses a server could have avoided. Between its last check of the queue and the close of the listener a
 * connection may always arrive. This takes microseconds, unless the machine suspends the server at that point: so it
 * is a race if the kernel counted a suspension, or if the only ones that were lost arrived together, `atATime` of them
 * at most. More than that, or one that was in the queue before the signal, could have been seen.
 */
export function judgeLostNewcomers(
  lost: readonly LostNewcomer[],
  atATime: number,
  causeOf: (lostAt: number) => Cause,
): Finding[] {
  // The kernel resets a whole queue at once, and it takes a while until this process has read all of it.
  const cause = causeOf(Math.max(...lost.map(({ lostAt }) => lostAt)));
  const numbers = lost.map(({ number }) => number);
  const cameTogether = Math.max(...numbers) - Math.min(...numbers) < atATime;
  return lost.map(({ isFromQueue, starvedMs, seen }) => {
    const isSuspended = starvedMs >= STARVED_MS;
    if (isFromQueue || !(isSuspended || cameTogether)) return failed(seen, cause);
    const why = isSuspended
      ? `the server got no processor for ${duration(starvedMs)}`
      : "no other was lost in this burst";
    return {
      outcome: "race",
      seen: [seen],
      cause: `it came while the listener closed, and ${why}: no server can exclude that`,
    };
  });
}
