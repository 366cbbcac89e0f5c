import type { IncomingMessage } from "node:http";
import type { IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import type { Server } from "../../target.js";
import type { ConnectionTracker } from "../connections/connection-tracker.js";
import { protocolOf } from "../listeners/protocol-of.js";
import { refuseStream } from "../listeners/refuse.js";
import { gateEvent } from "../listeners/request-gate.js";

/**
 * Refuses every new stream of an HTTP/2 server that `admits` does not let through, before a listener of `stream` is
 * called and before Node emits `request` for it. Returns the undo.
 */
export function refuseStreams(
  server: Server,
  tracker: ConnectionTracker,
  admits: (request: Pick<IncomingMessage, "url">) => boolean,
): () => void {
  if (protocolOf(server) !== "http2") return () => {};
  const isRefused = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    if (admits({ url: headers[":path"] })) return false;
    tracker.countsAs.set(stream, "refused");
    refuseStream(stream);
    return true;
  };
  return gateEvent(server, "stream", isRefused);
}
