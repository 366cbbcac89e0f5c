import type { Wire } from "../clients/wire.js";
import type { ServerRun } from "../scenario/server-run.js";

/**
 * Whether a request that was lost on a connection that had been idle may have crossed the close on its way, which
 * HTTP/1.1 cannot exclude: not a byte came back, and the server never read it, or it was written before the server was
 * seen to have heard the signal. What is written later, read, and then dropped, was dropped on purpose.
 *
 * Says so only of this connection: whether the server was draining, or just gone, others must tell.
 */
export async function mayBeRace(run: ServerRun, wire: Wire): Promise<boolean> {
  if (wire.partial !== undefined) return false;
  const isUnread = await wire.wasUnread();
  return isUnread || wire.sentAt < run.noticedAt;
}
