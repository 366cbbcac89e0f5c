import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Cut, RequestState } from "../report.js";

/** One HTTP/1 request and its response, from the headers' arrival until the last byte has left. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly socket: Socket;
  readonly startedAt: number;
  /** `socket.bytesRead` when it came: of one without a body, everything behind that is of the next request. */
  readonly bytesAtStart: number;
  /** The same when it was over, where `noteEnd` was asked to note it. */
  bytesAtEnd: number | undefined;
  /** As it arrived: routers rewrite `request.url` while they work. */
  readonly url: string;
  /** The next one pipelined on the same connection. */
  next: Exchange | undefined;
  /** What the response would have done with its connection, kept while it is marked to close. */
  unmarked: { keepAlive: boolean; header: number | string | readonly string[] | undefined } | undefined;
  refused: boolean;
}

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
    bytesAtStart: socket.bytesRead,
    bytesAtEnd: undefined,
    url: request.url ?? "",
    next: undefined,
    unmarked: undefined,
    refused: false,
  };
}

/** Where a GET has a body all the same, the end of that is noticed late, and for a moment taken for part of a next request. */
export function canHaveBody({ method }: IncomingMessage): boolean {
  return method !== "GET" && method !== "HEAD";
}

/** Notes what its connection has read when it is over, a body that goes on behind its response included. */
export function noteEnd(exchange: Exchange): void {
  const { request, response, socket } = exchange;
  const note = () => {
    exchange.bytesAtEnd = bytesUpTo(exchange, socket.bytesRead);
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

/** What the connection had read when this request had arrived, as far as it can be known: of a body nobody can tell the end. */
export function bytesUpTo({ request, bytesAtStart, bytesAtEnd }: Exchange, bytesRead: number): number {
  if (bytesAtEnd !== undefined) return bytesAtEnd;
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
    remote: exchange.socket.remoteAddress,
  };
}
