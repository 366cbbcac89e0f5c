import type { Lifecycle } from "@x/graceful-core";
import { Gauge, type Registry } from "prom-client";

/** What is open right now, asked for by each scrape and by nothing else. */
export function exportStats(lifecycle: Lifecycle, registry: Registry): void {
  const registers = [registry];
  new Gauge({
    name: "graceful_connections",
    help: "Open connections by what they are doing",
    labelNames: ["state"],
    registers,
    collect() {
      const { total, ...states } = lifecycle.stats().connections;
      for (const [state, count] of Object.entries(states)) this.set({ state }, count);
    },
  });
  new Gauge({
    name: "graceful_requests_in_flight",
    help: "Requests that are not answered yet",
    registers,
    collect() {
      this.set(lifecycle.stats().requests.inFlight);
    },
  });
  new Gauge({
    name: "graceful_holds",
    help: "Work that is not a request and keeps the drain open",
    registers,
    collect() {
      this.set(lifecycle.stats().holds.length);
    },
  });
}
