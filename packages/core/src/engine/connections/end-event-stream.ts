import type { EventEmitter } from "node:events";
import type { EventStreamRequest } from "../../plan.js";
import type { Exchange } from "../http1/exchange.js";
import type { Http2Exchange } from "../http2/http2-exchange.js";
import { STREAM_POLL_MS } from "../limits.js";
import type { ConnectionTracker } from "./connection-tracker.js";
import { isEventStream, isHttp2EventStream } from "./is-event-stream.js";
import { shouldEndEventStream } from "./should-end-event-stream.js";

interface Answer {
  /** The response in HTTP/1, the stream in HTTP/2: both have these properties. */
  readonly sender: Exchange["response"] | Http2Exchange["stream"];
  /** Node parses them when they are read. */
  headers(): EventStreamRequest["headers"];
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
  const { request, response } = exchange;
  endInItsPlace(exchange, tracker, {
    sender: response,
    headers: () => request.headers,
    isEventStream: () => isEventStream(exchange),
    // `end` of the response, not of the socket: compressing middleware replaces it, and flushes what it holds.
    end() {
      closeAsUnfinished(response);
      response.end();
    },
  });
}

/** The same in HTTP/2. */
export function endHttp2EventStream(exchange: Http2Exchange, tracker: ConnectionTracker): void {
  const { stream, headers } = exchange;
  endInItsPlace(exchange, tracker, {
    sender: stream,
    headers: () => headers,
    isEventStream: () => isHttp2EventStream(stream),
    end() {
      const { response } = exchange;
      if (response) closeAsUnfinished(response);
      // Through the response only if a middleware has replaced its `end`: otherwise a later write would make Node reset
      // the stream.
      (response && Object.hasOwn(response, "end") ? response : stream).end();
    },
  });
}

const UNFINISHED = { writableEnded: { value: false }, writableFinished: { value: false } };

/**
 * Makes a response look at its `close` as if its client had left: only then do frameworks abort the signal of the
 * request (Hono, Next, srvx). A handler that only the signal stops would go on writing into a stream that they have
 * cancelled, which throws.
 */
function closeAsUnfinished(response: Pick<EventEmitter, "prependListener">): void {
  response.prependListener("close", () => Object.defineProperties(response, UNFINISHED));
}

function endInItsPlace(exchange: Exchange | Http2Exchange, tracker: ConnectionTracker, answer: Answer): void {
  const { method, url } = exchange;
  const { sender } = answer;
  const { eventStreams, drainMs, spreadMs } = tracker.limits;
  const choose = typeof eventStreams === "function" ? eventStreams : undefined;
  // A response to HEAD has no body to end.
  const isSubscription = method === "GET" || method === "HEAD";
  if (!choose && (eventStreams === "wait" || !isSubscription)) return;
  if (sender.headersSent && !answer.isEventStream()) return;
  // In a short drain every stream must be ended before the deadline.
  const atMostMs = drainMs / 2;
  const isTooLate = () => sender.writableEnded || sender.destroyed || tracker.stage === "cutting";
  const end = () => {
    tracker.countsAs.set(sender, "ended");
    // Whatever the handler writes from now on causes an error, which nobody needs to handle.
    sender.on("error", () => {});
    answer.end();
  };
  const endIfMeant = () => {
    if (isTooLate()) return;
    if (!answer.isEventStream()) {
      if (!sender.headersSent) tracker.later(Math.min(STREAM_POLL_MS, atMostMs), endIfMeant);
      return;
    }
    const isMeant =
      !choose ||
      shouldEndEventStream(
        choose,
        { method, url, headers: answer.headers() },
        tracker.failed("eventStreams"),
      );
    // The application's function may have ended the stream, or cut everything.
    if (isMeant && !isTooLate()) tracker.attempt(end, "response.end()");
  };
  tracker.later(tracker.nextPlace() * Math.min(spreadMs, atMostMs), endIfMeant);
}
