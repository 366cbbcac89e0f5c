import type { EventEmitter } from "node:events";
import type { IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import type { Cut, RequestState } from "../../report.js";

/** One request of an HTTP/2 session and its response: a stream that its client opened. */
export interface Http2Exchange {
  readonly stream: ServerHttp2Stream;
  readonly method: string;
  readonly url: string;
  /** The headers of the request, with the pseudo-headers. */
  readonly headers: IncomingHttpHeaders;
  readonly startedAt: number;
  /** The response object of the compatibility API, if the application uses that API. */
  response: (Pick<EventEmitter, "prependListener"> & { end(): unknown }) | undefined;
}

export function http2CutOf(
  { stream, method, url, startedAt }: Http2Exchange,
  now: number,
  remote: string | undefined,
): Cut {
  return { kind: "request", method, url, state: stateOf(stream), ageMs: now - startedAt, remote };
}

function stateOf(stream: ServerHttp2Stream): RequestState {
  if (stream.writableEnded) return "flushing";
  if (stream.headersSent) return "responding";
  return stream.endAfterHeaders || stream.state.remoteClose === 1 ? "handling" : "reading";
}
