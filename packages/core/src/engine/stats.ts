import type { ConnectionState } from "../report.js";
import type { Connection } from "./connections/connection.js";

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

export function statsOf(connections: Iterable<Connection>, holds: string[], now: number): Stats {
  let oldest: Connection["oldest"];
  const stats: Stats = {
    connections: { total: 0, handshake: 0, idle: 0, receiving: 0, active: 0, upgraded: 0, http2: 0, raw: 0 },
    requests: { inFlight: 0 },
    holds,
  };
  for (const connection of connections) {
    stats.connections.total++;
    stats.connections[connection.state]++;
    stats.requests.inFlight += connection.inFlight;
    const its = connection.oldest;
    if (its && (!oldest || its.startedAt < oldest.startedAt)) oldest = its;
  }
  if (oldest) {
    const { method, url, startedAt } = oldest;
    stats.requests.oldest = { method, url, ageMs: now - startedAt };
  }
  return stats;
}
