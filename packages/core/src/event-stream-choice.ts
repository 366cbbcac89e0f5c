import type { IncomingHttpHeaders } from "node:http";

/** The request that an event stream answers. It is the same for every framework. */
export interface EventStreamRequest {
  /** As it arrived. */
  readonly method: string;
  /** As it arrived, with its query, and not as a router has rewritten it. */
  readonly url: string;
  /**
   * As Node provides them, with names in lower case. Do not write to it: it is the request's own object. In HTTP/2 it
   * includes the pseudo-headers, and the host is `:authority`.
   */
  readonly headers: Readonly<IncomingHttpHeaders>;
}

/**
 * Decides whether an event stream that is open during the drain is ended (`close`) or left to its handler (`wait`).
 * Called once for each stream whose headers are sent, at its time within `spreadMs`, whatever the method of the
 * request: GraphQL subscriptions use POST. It must not be async. If it throws, rejects or returns anything else, that
 * is logged and counts as `wait`.
 */
export type EventStreamChoice = (request: EventStreamRequest) => "close" | "wait";
