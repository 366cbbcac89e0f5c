import type { ConnectionState } from "./report.js";

/** What is open right now. Made by one walk over the connections: cheap enough for a scrape, not for every request. */
export interface Stats {
  /** In all, and by what each is doing. Without those that were open before `graceful` was called and sent nothing since. */
  connections: {
    /** The sum of the others. */
    total: number;
  } & Record<ConnectionState, number>;
  /** From the last byte of their headers to the last byte of their responses; streams of HTTP/2 too. */
  requests: {
    /** How many. */
    inFlight: number;
    /** The one that has been in flight the longest, where there is any. */
    oldest?: {
      method: string;
      /** As it was sent, with its query: it may hold secrets. */
      url: string;
      /** Milliseconds since its headers were complete; of HTTP/1, where many came just before it, up to a second more. */
      ageMs: number;
    };
  };
  /** The names given to `hold`, one for each that is open. */
  holds: string[];
}
