import type { ConnectionState } from "./report.js";

/**
 * What is open right now. Making it visits every connection and asks Node which are idle: for a metrics scrape, not for
 * every request.
 */
export interface Stats {
  /**
   * The connections by state. Does not count those that were open before `graceful` was called and have sent nothing
   * since.
   */
  connections: {
    /** The sum of the others. */
    total: number;
  } & Record<ConnectionState, number>;
  /** Requests and HTTP/2 streams, from the last byte of their headers to the last byte of their responses. */
  requests: {
    /** How many, health probes included. */
    inFlight: number;
    /**
     * How many of `inFlight` are health probes: none if these have a port of their own. With `createDrain`, those for
     * which `admits` returns true.
     */
    probes: number;
    /** The one that has been in flight the longest, where there is any. */
    oldest?: {
      method: string;
      /** As it was sent, with its query: it may hold secrets. */
      url: string;
      /**
       * Milliseconds since its headers were complete. For HTTP/1 it may be up to a second too high, and more only if
       * the event loop was blocked; it is never too low. The clock is not read for each request: the age counts from
       * the last sweep of the request list.
       */
      ageMs: number;
    };
  };
  /** The names given to `hold`, one for each that is open. */
  holds: string[];
}
