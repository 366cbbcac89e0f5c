import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Server } from "../../target.js";
import type { ConnectionTracker } from "../connections/connection-tracker.js";
import { HandshakeConnection } from "../connections/handshake-connection.js";
import { rawConnection } from "../connections/raw-connection.js";
import { makeExchange } from "../http1/exchange.js";
import { Http1Connection } from "../http1/http1-connection.js";
import { watchRequests } from "../http1/watch-requests.js";
import { watchSessions } from "../http2/watch-sessions.js";
import { isNodeServer } from "../listeners/is-node-server.js";
import { protocolOf } from "../listeners/protocol-of.js";
import { shadowListener } from "../listeners/shadow-listener.js";
import { UpgradedConnection } from "../websocket/upgraded-connection.js";
import { takeEarlyRequests } from "./early-requests.js";
import { closeIdle } from "./untracked.js";

type Listener = (...args: never[]) => void;

/**
 * Tracks the connections and requests of one server, ahead of the application's own listeners: a response that they
 * send at once must already say `Connection: close`. Calls `onClose` whenever the server and all its connections are
 * closed. Returns the undo.
 */
export function watchServer(server: Server, tracker: ConnectionTracker, onClose: () => void): () => void {
  const protocol = protocolOf(server);
  const undo: (() => void)[] = [];
  const handshakes = new Map<string, Socket>();
  let hasListened = server.listening;
  /**
   * Whether there may be connections that are older than the engine. A server that never listened is given its
   * connections by other code. Only then is each request checked for a tracked connection.
   */
  let hadConnections = true;
  server.getConnections((error, count) => {
    hadConnections = error !== null || count > 0;
  });
  /**
   * The newest socket. Node emits its HTTP/2 session in the same tick, and nothing public leads from the session to the
   * socket.
   */
  let latest: Socket | undefined;

  const closeOthersIdle = isNodeServer(server)
    ? undefined
    : oncePerTurn(tracker, () => {
        // Before the grace is over, other connections may be idle. A response that is not flushed would be truncated;
        // its end leads here again.
        if (tracker.stage === "grace-over" && !tracker.isFlushing) closeIdle(server);
      });

  const on = (event: string, listener: Listener) => {
    server.prependListener(event, listener as (...args: unknown[]) => void);
    undo.push(() => server.off(event, listener as (...args: unknown[]) => void));
  };

  const open = (socket: Socket) => {
    latest = socket;
    hasListened ||= server.listening;
    tracker.track(
      socket,
      protocol === "raw"
        ? rawConnection(socket)
        : new Http1Connection(tracker, socket, hasListened, closeOthersIdle),
    );
  };

  const onRequest = (request: IncomingMessage, response: ServerResponse, socket = request.socket) => {
    if ((hadConnections || !hasListened) && !socket.destroyed && !tracker.connections.has(socket))
      open(socket);
    if (tracker.stage === "serving") tracker.requests.add(request, response, socket);
    else tracker.trackExchange(makeExchange(request, response, tracker.clock.now(), socket));
  };

  const onUpgrade = (request: IncomingMessage, socket: Duplex) => {
    // On HTTP/2 `connect` comes with the compatibility objects, for a stream that is tracked already.
    if (request.httpVersionMajor !== 1) return;
    const isWebSocket = request.headers.upgrade?.toLowerCase() === "websocket";
    const { remoteAddress } = request.socket;
    tracker.track(socket, new UpgradedConnection(tracker, socket, isWebSocket, remoteAddress));
  };

  on("close", onClose);
  if ("setSecureContext" in server) {
    on("connection", (socket: Socket) => {
      hasListened ||= server.listening;
      const endpoint = endpointOf(socket);
      if (endpoint) handshakes.set(endpoint, socket);
      tracker.track(
        socket,
        new HandshakeConnection(tracker, socket, () => endpoint && handshakes.delete(endpoint)),
      );
    });
    on("secureConnection", (socket: Socket) => {
      const endpoint = endpointOf(socket) ?? "";
      const below = handshakes.get(endpoint);
      handshakes.delete(endpoint);
      if (below) tracker.untrack(below);
      open(socket);
    });
  } else {
    on("connection", open);
  }

  if (protocol === "http2") undo.push(watchSessions(server, tracker, () => latest));
  if (protocol !== "raw") {
    undo.push(
      watchRequests(server, onRequest),
      shadowListener(server, "upgrade", onUpgrade),
      shadowListener(server, "connect", onUpgrade),
    );
    for (const { request, response, socket } of takeEarlyRequests(server))
      onRequest(request, response, socket);
  }
  return () => {
    for (const step of undo) step();
  };
}

/** Such a server visits all its connections at each call, and many connections end at the same time. */
function oncePerTurn({ clock }: ConnectionTracker, run: () => void): () => void {
  let isDue = false;
  return () => {
    if (isDue) return;
    isDue = true;
    clock.turn(() => {
      isDue = false;
      run();
    });
  };
}

/**
 * The only public property that a TCP socket shares with the TLS socket above it. A Unix socket has no such property.
 */
function endpointOf({ remoteAddress, remotePort }: Socket): string | undefined {
  return remotePort ? `${remoteAddress} ${remotePort}` : undefined;
}
