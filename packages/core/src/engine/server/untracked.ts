import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Server } from "../../target.js";
import type { ConnectionTracker } from "../connections/connection-tracker.js";
import { Http1Connection } from "../http1/http1-connection.js";

const RESPONSE_FINISH = "http.server.response.finish";

interface Finished {
  request: IncomingMessage;
  socket: Socket;
  server: Server;
}

/**
 * Connections that were open before the engine was attached cannot be listed. One of them shows itself when its response
 * ends, which this channel tells; it is adopted then and closed. Subscribed during a drain only: it costs every request of
 * the process. Returns the undo.
 */
export function adoptAtResponse(tracker: ConnectionTracker): () => void {
  const onFinish = (message: unknown) => {
    const { request, socket, server } = message as Finished;
    if (!tracker.servers.has(server) || tracker.connections.has(socket)) return;
    const connection = new Http1Connection(tracker, socket, true);
    tracker.track(socket, connection);
    // Node is about to say what becomes of the socket.
    queueMicrotask(() => connection.adopt(request));
  };
  subscribe(RESPONSE_FINISH, onFinish);
  return () => unsubscribe(RESPONSE_FINISH, onFinish);
}

/** Closes those that were never heard from, as far as Node can: it truncates what is not flushed, so only when all else is done. */
export function closeIdle(server: Server): void {
  if ("closeIdleConnections" in server) (server.closeIdleConnections as () => void)();
}

/** Cuts them at the deadline, and says how many even Node cannot reach. */
export function cutUntracked(server: Server): Promise<number> {
  if ("closeAllConnections" in server) (server.closeAllConnections as () => void)();
  else closeIdle(server);
  return new Promise((resolve) => server.getConnections((error, count) => resolve(error ? 0 : count)));
}
