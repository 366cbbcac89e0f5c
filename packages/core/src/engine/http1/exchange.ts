import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Cut, RequestState } from "../../report.js";

/** One HTTP/1 request and its response, from the headers' arrival until the last byte has left. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly socket: Socket;
  readonly startedAt: number;
  /**
   * What its connection had read by its end, as far as that is known: of one without a body at once, since everything behind its
   * headers is of the next request, else from `noteEnd`.
   */
  bytesAtEnd: number | undefined;
  /** As it arrived: routers rewrite `request.url` while they work. */
  readonly url: string;
  /** The next one pipelined on the same connection. */
  next: Exchange | undefined;
  /** What the response would have done with its connection, kept while it is marked to close. */
  unmarked: { keepAlive: boolean; header: number | string | readonly string[] | undefined } | undefined;
  refused: boolean;
}

const LENGTH = "content-length";
const ENCODING = "transfer-encoding";

export function makeExchange(
  request: IncomingMessage,
  response: ServerResponse,
  startedAt: number,
): Exchange {
  const { socket } = request;
  return {
    request,
    response,
    socket,
    startedAt,
    bytesAtEnd: hasBody(request) ? undefined : socket.bytesRead,
    url: request.url ?? "",
    next: undefined,
    unmarked: undefined,
    refused: false,
  };
}

/**
 * Whether it says that it has a body (RFC 9112, 6). By what arrived: to make `request.headers` of it costs a request more than all
 * that is done here, and not every handler looks at those. By its length first, since it is spelled as its client likes.
 */
function hasBody({ rawHeaders }: IncomingMessage): boolean {
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string;
    if (name.length === LENGTH.length && name.toLowerCase() === LENGTH) return true;
    if (name.length === ENCODING.length && name.toLowerCase() === ENCODING) return true;
  }
  return false;
}

/** Notes what its connection has read when it is over, a body that goes on behind its response included. */
export function noteEnd(exchange: Exchange): void {
  const { request, response, socket } = exchange;
  const note = () => {
    exchange.bytesAtEnd = socket.bytesRead;
  };
  response.once("close", () => {
    if (request.complete) note();
    else request.once("close", note);
  });
}

/**
 * Makes a response tell its client to close, where its headers are not out yet. `shouldKeepAlive` rather than a header
 * alone: it can be taken back without a trace when another request turns up behind this one.
 */
export function markClose({ response }: Exchange): Exchange["unmarked"] {
  const header = response.getHeader("connection");
  const unmarked = { keepAlive: response.shouldKeepAlive, header };
  response.shouldKeepAlive = false;
  if (header !== undefined) response.setHeader("connection", "close");
  return unmarked;
}

export function takeBackClose({ response, unmarked }: Exchange): void {
  if (!unmarked) return;
  response.shouldKeepAlive = unmarked.keepAlive;
  if (unmarked.header !== undefined) response.setHeader("connection", unmarked.header);
}

export function requestState({ request, response }: Exchange): RequestState {
  if (response.writableEnded) return "flushing";
  if (response.headersSent) return "responding";
  return request.complete ? "handling" : "reading";
}

export function cutOf(exchange: Exchange, now: number): Cut {
  return {
    kind: "request",
    method: exchange.request.method ?? "GET",
    url: exchange.url,
    state: requestState(exchange),
    ageMs: now - exchange.startedAt,
    remote: exchange.socket.remoteAddress,
  };
}
