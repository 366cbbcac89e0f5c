import type { ServerHttp2Stream } from "node:http2";
import type { Exchange } from "./exchange.js";
import { sentHeader } from "./sent-header.js";

const MEDIA_TYPE = "text/event-stream";

/**
 * Whether the headers of a response are out and say that it is an event stream. Where Node does not show them, the
 * request tells, if it can mean nothing else: an `EventSource` accepts event streams alone, and takes them with the
 * status 200 alone. Who also accepts JSON may be getting it.
 */
export function isEventStream({ request, response, method }: Exchange): boolean {
  if (!response.headersSent) return false;
  const type = response.getHeader("content-type") ?? sentHeader(response, "content-type");
  if (type !== undefined) return isMediaType(type);
  const accepted = request.headers.accept?.trim().toLowerCase();
  return method === "GET" && response.statusCode === 200 && accepted === MEDIA_TYPE;
}

/** The same in HTTP/2, where what was sent can always be seen; its names are spelled as the handler spelled them. */
export function isHttp2EventStream({ sentHeaders = {} }: Pick<ServerHttp2Stream, "sentHeaders">): boolean {
  const name = Object.keys(sentHeaders).find((key) => key.toLowerCase() === "content-type");
  return name !== undefined && isMediaType(sentHeaders[name]);
}

function isMediaType(header: unknown): boolean {
  const [type = ""] = String(header).split(";", 1);
  return type.trim().toLowerCase() === MEDIA_TYPE;
}
