import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { ConnectionTracker } from "../connections/connection-tracker.js";
import { LINGER_MS } from "../limits.js";

/**
 * Sends FIN, unless `mayEnd` is false, then reads the rest of a body and drops it, until the body ends or `LINGER_MS`
 * is over. Closing at once would reset the connection while the client still writes, and the client would lose the
 * response.
 */
export function lingerOn(
  socket: Socket,
  request: IncomingMessage,
  tracker: ConnectionTracker,
  mayEnd: boolean,
): void {
  // If the response said close, Node has set the socket to destroy itself after its FIN.
  socket.off("finish", socket.destroy);
  if (mayEnd) socket.end();
  request.resume();
  tracker.later(LINGER_MS, () => socket.destroy());
}
