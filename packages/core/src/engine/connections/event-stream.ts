import { toError } from "../../errors.js";
import type { EventStreamRequest } from "../../plan.js";
import { callSafely } from "../../support/call-safely.js";
import type { Exchange } from "../http1/exchange.js";
import { isEventStream, isHttp2EventStream } from "../http1/is-event-stream.js";
import { shouldEndEventStream } from "../http1/should-end-event-stream.js";
import type { Http2Exchange } from "../http2/http2-exchange.js";
import { STREAM_POLL_MS } from "../limits.js";
import type { ConnectionTracker } from "./connection-tracker.js";

interface Answer {
  readonly method: string;
  /** The response in HTTP/1, the stream in HTTP/2: both have these properties. */
  readonly sender: { headersSent: boolean; writableEnded: boolean; destroyed: boolean };
  request(): EventStreamRequest;
  isEventStream(): boolean;
  end(): void;
}

/**
 * Ends a response regularly, with its last chunk, if it is an event stream and the plan says so. Its client then
 * reconnects by itself. Each stream is ended at its place within `spreadMs`: thousands of clients must not reconnect in
 * one moment. A response without headers is checked again later.
 *
 * An event stream that answers another method than GET is an ordinary response, unless a function of the application
 * says otherwise.
 */
export function endEventStream(exchange: Exchange, tracker: ConnectionTracker): void {
  const { request, response, method, url } = exchange;
  endInItsPlace(tracker, {
    method,
    request: () => ({ method, url, headers: request.headers }),
    sender: response,
    isEventStream: () => isEventStream(exchange),
    end() {
      exchange.countsAs = "ended";
      // Whatever the handler writes from now on causes an error, which nobody needs to handle.
      response.on("error", () => {});
      // `end` of the response, not of the socket: compressing middleware replaces it, and flushes what it holds.
      response.end();
    },
  });
}

/** The same in HTTP/2. */
export function endHttp2EventStream(exchange: Http2Exchange, tracker: ConnectionTracker): void {
  const { stream, method, url, headers } = exchange;
  endInItsPlace(tracker, {
    method,
    request: () => ({ method, url, headers }),
    sender: stream,
    isEventStream: () => isHttp2EventStream(stream),
    end() {
      exchange.countsAs = "ended";
      stream.on("error", () => {});
      const { response } = exchange;
      // Through the response only if a middleware has replaced its `end`: otherwise a later write would make Node reset
      // the stream.
      (response && Object.hasOwn(response, "end") ? response : stream).end();
    },
  });
}

function endInItsPlace(tracker: ConnectionTracker, answer: Answer): void {
  const { sender, method } = answer;
  const { eventStreams, drainMs, spreadMs } = tracker.limits;
  const choose = typeof eventStreams === "function" ? eventStreams : undefined;
  // A response to HEAD has no body to end.
  const isSubscription = method === "GET" || method === "HEAD";
  if (!choose && (eventStreams === "wait" || !isSubscription)) return;
  if (sender.headersSent && !answer.isEventStream()) return;
  // In a short drain every stream must be ended before the deadline.
  const atMostMs = drainMs / 2;
  const isTooLate = () => sender.writableEnded || sender.destroyed || tracker.stage === "cutting";
  const failed = (what: string) => (cause: unknown) =>
    tracker.events.onError(new Error(`\`${what}\` failed: ${toError(cause).message}`, { cause }));
  const endIfMeant = () => {
    if (isTooLate()) return;
    if (!answer.isEventStream()) {
      if (!sender.headersSent) tracker.later(Math.min(STREAM_POLL_MS, atMostMs), endIfMeant);
      return;
    }
    const isMeant = !choose || shouldEndEventStream(choose, answer.request(), failed("eventStreams"));
    // The application's function may have ended the stream, or cut everything.
    if (isMeant && !isTooLate()) callSafely(() => answer.end(), failed("response.end()"));
  };
  tracker.later(tracker.nextPlace() * Math.min(spreadMs, atMostMs), endIfMeant);
}
