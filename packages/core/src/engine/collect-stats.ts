import type { Stats } from "../stats.js";
import type { Connection } from "./connections/connection.js";

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
