import type { Duplex } from "node:stream";
import type { Stats } from "../stats.js";
import type { RequestInFlight } from "./connections/connection.js";
import type { ConnectionTracker } from "./connections/connection-tracker.js";

export function statsOf(
  { clock, connections, idleCheck, requests }: ConnectionTracker,
  holds: string[],
  isProbe: (request: { url: string }) => boolean,
): Stats {
  const stats: Stats = {
    connections: { total: 0, handshake: 0, idle: 0, receiving: 0, active: 0, upgraded: 0, http2: 0, raw: 0 },
    requests: { inFlight: 0, probes: 0 },
    holds,
  };
  const idle = idleCheck.now();
  const active = new Set<Duplex>();
  let oldest: RequestInFlight | undefined;
  const count = (exchange: RequestInFlight) => {
    stats.requests.inFlight++;
    if (isProbe(exchange)) stats.requests.probes++;
    if (!oldest || exchange.startedAt < oldest.startedAt) oldest = exchange;
  };
  for (const exchange of requests.unfinished()) {
    const { socket, response } = exchange;
    if (response.destroyed || connections.get(socket)?.state !== "idle") continue;
    active.add(socket);
    count(exchange);
  }
  for (const [socket, connection] of connections) {
    const state = connection.isReceiving?.(idle) ? "receiving" : connection.state;
    stats.connections.total++;
    stats.connections[active.has(socket) ? "active" : state]++;
    for (const exchange of connection.exchanges ?? []) count(exchange);
  }
  if (oldest) {
    const { method, url, startedAt } = oldest;
    stats.requests.oldest = { method, url, ageMs: clock.now() - startedAt };
  }
  return stats;
}
