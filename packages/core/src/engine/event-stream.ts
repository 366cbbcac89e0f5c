import type { Exchange } from "./exchange.js";
import type { Ledger } from "./ledger.js";
import { SPREAD_MS } from "./limits.js";

const MEDIA_TYPE = "text/event-stream";
/** The n-th multiple of it, less its whole part, fills the unit interval evenly however many there will be. */
const GOLDEN = 0.618_034;

/**
 * Whether a response is an open event stream. A handler that gave its headers to `writeHead` leaves none to look at:
 * there the request's `Accept` tells, which every `EventSource` sends.
 */
function isEventStream({ request, response }: Exchange): boolean {
  if (!response.headersSent) return false;
  const type = response.getHeader("content-type");
  return type === undefined ? accepts(request.headers.accept) : String(type).startsWith(MEDIA_TYPE);
}

function accepts(header: string | undefined): boolean {
  return header?.includes(MEDIA_TYPE) ?? false;
}

/**
 * Ends an event stream with its last chunk, so that its client reconnects by itself, at its place within a second: thousands
 * of clients must not reconnect in one moment. A request for one that has no headers yet is looked at again.
 */
export function endEventStream(exchange: Exchange, ledger: Ledger): void {
  const { request, response } = exchange;
  if (!isEventStream(exchange) && !(accepts(request.headers.accept) && !response.headersSent)) return;
  // In a short drain every stream must be ended by the time its deadline comes.
  const spreadMs = Math.min(SPREAD_MS, ledger.limits.drainMs / 2);
  ledger.later(((++ledger.streams * GOLDEN) % 1) * spreadMs, () => {
    if (response.writableEnded || response.destroyed) return;
    if (!isEventStream(exchange)) return ledger.later(spreadMs, () => endEventStream(exchange, ledger));
    // What the handler writes from now on is an error of a stream that is over: nobody's problem.
    response.on("error", () => {});
    response.end();
  });
}
