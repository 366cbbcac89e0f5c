import type { IncomingMessage, ServerResponse } from "node:http";
import type { Cut, RequestState } from "../report.js";

/** One HTTP/1 request and its response, from the headers' arrival until the last byte has left. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly startedAt: number;
  /** `socket.bytesRead` when it came: of one without a body, everything behind that is of the next request. */
  readonly bytesAtStart: number;
  /** As it arrived: routers rewrite `request.url` while they work. */
  readonly url: string;
  /** The next one pipelined on the same connection. */
  next: Exchange | undefined;
  /** What the response would have done with its connection, kept while it is marked to close. */
  unmarked: { keepAlive: boolean; header: number | string | readonly string[] | undefined } | undefined;
  refused: boolean;
  /** Its end is listened to. */
  isHeard: boolean;
}

export function makeExchange(
  request: IncomingMessage,
  response: ServerResponse,
  startedAt: number,
): Exchange {
  return {
    request,
    response,
    startedAt,
    bytesAtStart: request.socket.bytesRead,
    url: request.url ?? "",
    next: undefined,
    unmarked: undefined,
    refused: false,
    isHeard: false,
  };
}

/** Where one has a body all the same, the end of that is noticed late, and for a moment taken for part of a next request. */
export function isWithoutBody({ method }: IncomingMessage): boolean {
  return method === "GET" || method === "HEAD";
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

/** What the connection had read when this request had arrived, as far as it can be known: of a body nobody can tell the end. */
export function bytesUpTo({ request, bytesAtStart }: Exchange, bytesRead: number): number {
  if (bytesRead === bytesAtStart) return bytesRead;
  const { headers } = request;
  const hasBody = headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;
  return hasBody ? bytesRead : bytesAtStart;
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
    remote: exchange.request.socket.remoteAddress,
  };
}
