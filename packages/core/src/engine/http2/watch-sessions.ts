import type {
  Http2ServerRequest,
  Http2ServerResponse,
  IncomingHttpHeaders,
  ServerHttp2Session,
  ServerHttp2Stream,
} from "node:http2";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Server } from "../../target.js";
import type { ConnectionTracker } from "../connections/connection-tracker.js";
import { exemptFromGate } from "../listeners/request-gate.js";
import { shadowListener } from "../listeners/shadow-listener.js";
import { UpgradedConnection } from "../websocket/upgraded-connection.js";
import { Http2Connection, type Http2Socket } from "./http2-connection.js";

/** Tracks the HTTP/2 sessions of a server and their streams. Returns the undo. */
export function watchSessions(
  server: Server,
  tracker: ConnectionTracker,
  latestSocket: () => Socket | undefined,
): () => void {
  const known = new WeakMap<ServerHttp2Session, Http2Connection>();

  const track = (session: ServerHttp2Session, key: Duplex, socket: Http2Socket) => {
    const connection = new Http2Connection(tracker, socket, session);
    known.set(session, connection);
    tracker.track(key, connection);
    return connection;
  };

  const onSession = (session: ServerHttp2Session) => {
    const socket = latestSocket();
    if (socket) track(session, socket, socket);
  };

  /**
   * Tracks a session that is older than the engine. Nothing shows the socket below it, so the session is tracked in its
   * place.
   */
  const adopt = (session: ServerHttp2Session) => {
    const { remoteAddress, once, destroySoon } = session.socket;
    const socket = { remoteAddress, once: once as Socket["once"], destroy: destroySoon };
    return track(session, session as unknown as Duplex, socket);
  };

  const onStream = exemptFromGate((stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    const { session } = stream as { session?: ServerHttp2Session };
    if (!session) return;
    const connection = known.get(session) ?? adopt(session);
    if (headers[":method"] !== "CONNECT") {
      connection.addStream(stream, headers);
      return;
    }
    const isWebSocket = headers[":protocol"] === "websocket";
    const tunnel = new UpgradedConnection(tracker, stream, isWebSocket, connection.remote);
    connection.addTunnel(stream, tunnel);
    tracker.track(stream, tunnel);
  });

  const onRequest = exemptFromGate(({ stream }: Http2ServerRequest, response: Http2ServerResponse) => {
    // An HTTP/1 request has no stream. The response is needed only to end an event stream.
    if (stream?.session) known.get(stream.session as ServerHttp2Session)?.setResponse(stream, response);
  });

  server.prependListener("session", onSession);
  server.prependListener("stream", onStream);
  const stopRequests = shadowListener(server, "request", onRequest);
  return () => {
    server.off("session", onSession);
    server.off("stream", onStream);
    stopRequests();
  };
}
