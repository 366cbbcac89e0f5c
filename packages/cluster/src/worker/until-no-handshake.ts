import { setTimeout as sleep } from "node:timers/promises";
import type { Lifecycles } from "./lifecycles.js";

const POLL_MS = 20;
/** Shorter than `LEAVE_MS` of the supervisor. */
const LONGEST_MS = 4_000;

/**
 * Waits for the handshakes that are under way, of TLS and of HTTP/2. The idle grace of the drain may be too short for
 * them: on a machine with all processors taken, clients were seen to take four seconds. Nobody is kept waiting, for
 * the new worker serves already.
 */
export async function untilNoHandshake(lifecycles: Lifecycles): Promise<void> {
  const endMs = performance.now() + LONGEST_MS;
  while (lifecycles.handshakes > 0 && performance.now() < endMs) await sleep(POLL_MS);
}
