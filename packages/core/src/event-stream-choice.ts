import type { IncomingHttpHeaders } from "node:http";

/** The request that an event stream answers, the same whatever framework serves it. */
export interface EventStreamRequest {
  /** As it arrived. */
  readonly method: string;
  /** As it arrived, with its query: not what a router has made of it. */
  readonly url: string;
  /**
   * As Node gives them, with names in lower case; the application's own object, not to be written to. In HTTP/2 the
   * pseudo-headers are among them, and the host is `:authority`.
   */
  readonly headers: Readonly<IncomingHttpHeaders>;
}

/**
 * Says of one event stream that is open in the drain whether it is to be ended: `close`, or `wait`. Asked once for
 * each whose headers are sent, at its place within `spreadMs`, whatever its method:
 * a subscription of GraphQL over POST is one too. It is not waited for, so it must not be async: what it throws,
 * rejects with or returns in place of these words is logged, and means `wait`.
 */
export type EventStreamChoice = (request: EventStreamRequest) => "close" | "wait";
