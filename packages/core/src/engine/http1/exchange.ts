import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Cut, RequestState } from "../../report.js";
import type { ConnectionTracker } from "../connections/connection-tracker.js";
import { sayClose } from "./say-close.js";

/** One HTTP/1 request and its response, from the arrival of the headers until the last byte was sent. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /**
   * As they arrived: undici sets `request.socket` to null when it has sent the request on, middleware rewrites
   * `request.method`, and routers rewrite `request.url`.
   */
  readonly socket: Socket;
  readonly method: string;
  readonly url: string;
  readonly startedAt: number;
  /** Undoes that the response is marked to close; `undefined` while it is not marked. */
  unmarkClose?: () => void;
  /** The last byte of the response was handed to the kernel while the connection was open. */
  isFlushed?: boolean;
}

export function makeExchange(
  request: IncomingMessage,
  response: ServerResponse,
  startedAt: number,
  socket: Socket,
): Exchange {
  return { request, response, socket, method: request.method ?? "GET", url: request.url ?? "", startedAt };
}

/**
 * Notes when a response is flushed. On a broken connection `finish` is emitted and `writableFinished` is true as well,
 * but the socket is destroyed by then. The listener is the first: the runtime's own may destroy the socket, as Deno's
 * does once the server has stopped listening.
 */
export function watchFlush(exchange: Exchange): void {
  const { response, socket } = exchange;
  const note = () => {
    exchange.isFlushed = !socket.destroyed;
  };
  // `finish` may have been emitted before.
  if (response.writableFinished) note();
  else response.prependListener("finish", note);
}

/**
 * Marks a response to say `Connection: close`, and returns the undo. Its headers must not be sent yet. This sets
 * `shouldKeepAlive` and not only a header: when another request arrives after this one, that can be undone without a
 * trace.
 */
export function markClose({ response }: Exchange, tracker: ConnectionTracker): () => void {
  const { shouldKeepAlive } = response;
  // Before `sayClose`, which throws if `writeHead` is read-only.
  response.shouldKeepAlive = false;
  const stop = sayClose(response, tracker);
  return () => {
    stop();
    response.shouldKeepAlive = shouldKeepAlive;
  };
}

function requestState({ request, response }: Exchange): RequestState {
  if (response.writableEnded) return "flushing";
  if (response.headersSent) return "responding";
  return request.complete ? "handling" : "reading";
}

export function cutOf(exchange: Exchange, now: number): Cut {
  const { method, url, startedAt, socket } = exchange;
  const { remoteAddress: remote } = socket;
  return { kind: "request", method, url, state: requestState(exchange), ageMs: now - startedAt, remote };
}
