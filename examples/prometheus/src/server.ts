import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { graceful } from "@x/graceful-core";
import { collectDefaultMetrics, Registry } from "prom-client";
import { exportShutdowns } from "./export-shutdowns.js";
import { exportStats } from "./export-stats.js";
import { createScrapeServer } from "./scrape-server.js";

const { HOST = "localhost", PORT = "3000", METRICS_PORT = "9464" } = process.env;
const LAST_SCRAPE_MS = 2_000;

const server = createServer(async (request, response) => {
  let bytes = 0;
  for await (const chunk of request) bytes += chunk.length;
  response.end(`${bytes} bytes\n`);
});

const registry = new Registry();
const metrics = createScrapeServer(registry);
const lifecycle = graceful(server, {
  // Kept back from the drain, so that there is time for the last scrape even when every request took too long.
  releaseMs: LAST_SCRAPE_MS + 1_000,
  release: { metrics: () => metrics.lastScrape(LAST_SCRAPE_MS) },
});
collectDefaultMetrics({ register: registry });
exportStats(lifecycle, registry);
exportShutdowns(registry);

const url = (of: Server) => `http://${HOST}:${(of.address() as AddressInfo).port}`;
metrics.server.listen(Number(METRICS_PORT), HOST, () => console.log(`metrics on ${url(metrics.server)}`));
server.listen(Number(PORT), HOST, () => console.log(`listening on ${url(server)}`));
