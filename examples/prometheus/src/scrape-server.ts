import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { createDrain } from "@x/graceful-core";
import type { Registry } from "prom-client";

export interface ScrapeServer {
  readonly server: Server;
  /** Resolves when one more scrape was answered, or after `withinMs` without one; nobody is answered after that. */
  lastScrape(withinMs: number): Promise<void>;
}

/** Metrics on a server of their own, outside of the lifecycle: it goes on answering while the other one drains. */
export function createScrapeServer(registry: Registry): ScrapeServer {
  const server = createServer(async (_request, response) => {
    const metrics = await registry.metrics();
    response.setHeader("content-type", registry.contentType).end(metrics);
  });
  const drain = createDrain({ idleGraceMs: 0, drainMs: 500 }).add(server);
  return {
    server,
    async lastScrape(withinMs) {
      const waiting = new AbortController();
      const { signal } = waiting;
      await Promise.race([once(server, "request", { signal }), sleep(withinMs, undefined, { signal })]);
      waiting.abort();
      // The scrape that was waited for is in flight by now: the drain answers it.
      await drain.drain();
    },
  };
}
