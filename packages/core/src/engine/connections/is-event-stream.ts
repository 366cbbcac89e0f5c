import type { ServerHttp2Stream } from "node:http2";
import type { Exchange } from "../http1/exchange.js";
import { sentHeader } from "../http1/sent-header.js";

const MEDIA_TYPE = "text/event-stream";

/**
 * Whether the headers of a response are sent and say that it is an event stream. If Node does not show the headers, the
 * request decides, provided it is unambiguous: an `EventSource` accepts only event streams, and only with the status
 * 200. A client that also accepts JSON may be receiving JSON.
 */
export function isEventStream({ request, response, method }: Exchange): boolean {
  if (!response.headersSent) return false;
  const type = response.getHeader("content-type") ?? sentHeader(response, "content-type");
  if (type !== undefined) return isMediaType(type);
  const accepted = request.headers.accept?.trim().toLowerCase();
  return method === "GET" && response.statusCode === 200 && accepted === MEDIA_TYPE;
}

/** The same in HTTP/2, where sent headers can always be read; their names are spelled as the handler spelled them. */
export function isHttp2EventStream({ sentHeaders = {} }: Pick<ServerHttp2Stream, "sentHeaders">): boolean {
  const name = Object.keys(sentHeaders).find((key) => key.toLowerCase() === "content-type");
  return name !== undefined && isMediaType(sentHeaders[name]);
}

function isMediaType(header: unknown): boolean {
  const [type = ""] = String(header).split(";", 1);
  return type.trim().toLowerCase() === MEDIA_TYPE;
}
