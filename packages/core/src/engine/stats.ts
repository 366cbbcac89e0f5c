import type { ConnectionState } from "../report.js";
import type { Connection } from "./connection.js";

/** What is open right now. Made by one walk over the connections: cheap enough for a scrape, not for every request. */
export interface Stats {
  connections: { total: number } & Record<ConnectionState, number>;
  requests: {
    inFlight: number;
    /** The one that has been in flight the longest, where there is any. Its age is in milliseconds. */
    oldest?: { method: string; url: string; ageMs: number };
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
