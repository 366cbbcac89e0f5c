import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Server as HttpServer, IncomingMessage } from "node:http";
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
 * Tracks a connection that is older than the engine when a response on it ends, and closes it then: such connections
 * cannot be listed. Requests behind that response may be as old, so each response of the connection is looked at. Call
 * it during a drain only, since the diagnostics channel costs every request of the process. Returns the undo.
 */
export function adoptAtResponse(tracker: ConnectionTracker): () => void {
  const adopted = new WeakMap<Socket, Http1Connection>();
  const onFinish = (message: unknown) => {
    const { request, socket, server } = message as Finished;
    if (!tracker.servers.has(server)) return;
    let connection = adopted.get(socket);
    if (connection?.exchanges.some((known) => known.request === request)) return;
    if (!tracker.connections.has(socket)) {
      connection ??= new Http1Connection(tracker, socket, true);
      adopted.set(socket, connection);
      tracker.track(socket, connection);
    }
    // A microtask later: Node is about to decide what happens to the socket.
    queueMicrotask(() => connection?.adopt(request));
  };
  subscribe(RESPONSE_FINISH, onFinish);
  return () => unsubscribe(RESPONSE_FINISH, onFinish);
}

/** Closes untracked connections that are idle for Node. Call it last: it truncates responses that are not flushed. */
export function closeIdle(server: Server): void {
  (server as Partial<HttpServer>).closeIdleConnections?.();
}

/** Cuts untracked connections. Resolves to the number of those that Node cannot reach either. */
export function cutUntracked(server: Server): Promise<number> {
  closeIdle(server);
  (server as Partial<HttpServer>).closeAllConnections?.();
  return new Promise((resolve) => server.getConnections((error, count) => resolve(error ? 0 : count)));
}
