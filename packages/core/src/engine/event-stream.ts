import type { Ledger } from "./connections/ledger.js";
import type { Exchange } from "./http1/exchange.js";
import type { Http2Exchange } from "./http2/http2-exchange.js";
import { SPREAD_MS } from "./limits.js";

const MEDIA_TYPE = "text/event-stream";
/** The n-th multiple of it, less its whole part, fills the unit interval evenly however many there will be. */
const GOLDEN = 0.618_034;

/** A response as far as this room looks at it. */
interface Answer {
  readonly headersSent: boolean;
  readonly isEventStream: boolean;
  /** Ended by its handler, or gone. */
  readonly isOver: boolean;
  end(): void;
}

/**
 * Ends a response with its last chunk if it is an event stream, so that its client reconnects by itself, at its place within a
 * second: thousands of clients must not reconnect in one moment. One that has no headers yet is looked at again.
 */
export function endEventStream(exchange: Exchange, ledger: Ledger): void {
  const { response } = exchange;
  endInItsPlace(ledger, {
    get headersSent() {
      return response.headersSent;
    },
    get isEventStream() {
      return isEventStream(exchange);
    },
    get isOver() {
      return response.writableEnded || response.destroyed;
    },
    end() {
      // What the handler writes from now on is an error of a stream that is over: nobody's problem.
      response.on("error", () => {});
      // As the application sees it: a middleware that compresses has put its own `end` there, which flushes what it holds.
      response.end();
    },
  });
}

/** The same in HTTP/2, where what was sent can always be seen. */
export function endHttp2EventStream(exchange: Http2Exchange, ledger: Ledger): void {
  const { stream } = exchange;
  // Through the response only where a middleware has put its own `end` there: to a write behind that, Node resets the stream.
  const end = () => {
    const { response } = exchange;
    (response && Object.hasOwn(response, "end") ? response : stream).end();
  };
  endInItsPlace(ledger, {
    get headersSent() {
      return stream.headersSent;
    },
    get isEventStream() {
      return isMediaType(stream.sentHeaders?.["content-type"]);
    },
    get isOver() {
      return stream.writableEnded || stream.destroyed;
    },
    end() {
      stream.on("error", () => {});
      end();
    },
  });
}

function endInItsPlace(ledger: Ledger, answer: Answer): void {
  // In a short drain every stream must be ended by the time its deadline comes.
  const spreadMs = Math.min(SPREAD_MS, ledger.limits.drainMs / 2);
  const look = () => {
    if (answer.isOver || ledger.stage === "cutting") return;
    if (answer.isEventStream) answer.end();
    else if (!answer.headersSent) ledger.later(spreadMs, look);
  };
  if (answer.headersSent && !answer.isEventStream) return;
  ledger.later(((ledger.streams++ * GOLDEN) % 1) * spreadMs, look);
}

/**
 * A handler that gave its headers to `writeHead` leaves none to look at. There the request tells, if it can mean nothing else:
 * an `EventSource` accepts event streams alone, and takes them with the status 200 alone. Who also accepts JSON may be
 * getting it.
 */
function isEventStream({ request, response }: Exchange): boolean {
  if (!response.headersSent) return false;
  const type = response.getHeader("content-type");
  if (type !== undefined) return isMediaType(type);
  return (
    request.method === "GET" &&
    response.statusCode === 200 &&
    request.headers.accept?.trim().toLowerCase() === MEDIA_TYPE
  );
}

function isMediaType(header: unknown): boolean {
  return String(header).toLowerCase().startsWith(MEDIA_TYPE);
}
