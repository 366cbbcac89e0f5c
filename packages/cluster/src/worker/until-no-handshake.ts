import { setTimeout as sleep } from "node:timers/promises";
import type { Lifecycles } from "./lifecycles.js";

/** `stats()` visits every connection, so it is not called often on a machine that is busy already. */
const POLL_MS = 200;
/** Shorter than `LEAVE_MS` of the supervisor. */
const LONGEST_MS = 4_000;

/**
 * Waits until no TLS or HTTP/2 handshake is pending, at most `LONGEST_MS`. The idle grace of the drain may be too short
 * for handshakes: on a machine whose processors were all busy, clients took four seconds. No client waits because of
 * this, since the new worker already serves.
 */
export async function untilNoHandshake(lifecycles: Lifecycles): Promise<void> {
  const endMs = performance.now() + LONGEST_MS;
  while (lifecycles.handshakes > 0 && performance.now() < endMs) await sleep(POLL_MS);
}
