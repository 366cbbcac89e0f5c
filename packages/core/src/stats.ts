import type { ConnectionState } from "./report.js";

/**
 * What is open right now: a walk over the connections, and Node asked which are idle. For a scrape, not for every
 * request.
 */
export interface Stats {
  /**
   * In all, and by what each is doing. Without those that were open before `graceful` was called and sent nothing
   * since.
   */
  connections: {
    /** The sum of the others. */
    total: number;
  } & Record<ConnectionState, number>;
  /** From the last byte of their headers to the last byte of their responses; streams of HTTP/2 too. */
  requests: {
    /** How many, health probes included. */
    inFlight: number;
    /**
     * How many of `inFlight` are health probes: where they have a port of their own, none. Of `createDrain`: those that
     * `admits` names.
     */
    probes: number;
    /** The one that has been in flight the longest, where there is any. */
    oldest?: {
      method: string;
      /** As it was sent, with its query: it may hold secrets. */
      url: string;
      /**
       * Milliseconds since its headers were complete. Of HTTP/1 it may be a second too much, more only where the event
       * loop stood still, never too little: no clock is read for a request, it counts from the last look through their
       * list.
       */
      ageMs: number;
    };
  };
  /** The names given to `hold`, one for each that is open. */
  holds: string[];
}
