import type { Wire } from "../clients/wire.js";
import type { ServerRun } from "../scenario/server-run.js";

/**
 * Whether a request that was lost on an idle connection may have crossed the close on its way, which HTTP/1.1 cannot
 * exclude: no byte of an answer came, and the server never read the request, or the request was sent before the server
 * noticeably reacted to the signal. A request that is sent later, read and then dropped was dropped on purpose.
 *
 * This looks at one connection only. Whether the server was draining or just gone has to be found out elsewhere.
 */
export async function mayBeRace(run: ServerRun, wire: Wire): Promise<boolean> {
  if (wire.partial !== undefined) return false;
  const isUnread = await wire.wasUnread();
  return isUnread || wire.sentAt < run.noticedAt;
}
