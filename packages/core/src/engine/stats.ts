import type { Duplex } from "node:stream";
import type { ConnectionState } from "../report.js";
import type { Connection } from "./connections/connection.js";
import type { Ledger } from "./connections/ledger.js";
import { started } from "./http1/exchange.js";

/** What is open right now: a walk over the connections, and Node asked which are idle. For a scrape, not for every request. */
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
      /**
       * Milliseconds since its headers were complete. Of HTTP/1 it may be a second too much, more only where the event loop stood
       * still, never too little: no clock is read for a request, it counts from the last look through their list.
       */
      ageMs: number;
    };
  };
  /** The names given to `hold`, one for each that is open. */
  holds: string[];
}

export function statsOf({ clock, connections, idleCheck, requests }: Ledger, holds: string[]): Stats {
  const stats: Stats = {
    connections: { total: 0, handshake: 0, idle: 0, receiving: 0, active: 0, upgraded: 0, http2: 0, raw: 0 },
    requests: { inFlight: 0 },
    holds,
  };
  const idle = idleCheck.now();
  const active = new Set<Duplex>();
  let oldest: Connection["oldest"];
  const count = (inFlight: number, first: Connection["oldest"]) => {
    stats.requests.inFlight += inFlight;
    if (first && (!oldest || first.startedAt < oldest.startedAt)) oldest = first;
  };
  for (const exchange of requests.open()) {
    const { socket } = exchange.request;
    if (exchange.response.destroyed || connections.get(socket)?.state !== "idle") continue;
    active.add(socket);
    count(1, started(exchange));
  }
  for (const [socket, connection] of connections) {
    const state = connection.isReceiving?.(idle) ? "receiving" : connection.state;
    stats.connections.total++;
    stats.connections[active.has(socket) ? "active" : state]++;
    count(connection.inFlight ?? 0, connection.oldest);
  }
  if (oldest) {
    const { method, url, startedAt } = oldest;
    stats.requests.oldest = { method, url, ageMs: clock.now() - startedAt };
  }
  return stats;
}
