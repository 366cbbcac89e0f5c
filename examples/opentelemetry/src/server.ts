import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { BasicTracerProvider, BatchSpanProcessor, ConsoleSpanExporter } from "@opentelemetry/sdk-trace-base";
import { graceful } from "@x/graceful-core";
import { traceShutdown } from "./trace-shutdown.js";

const { HOST = "localhost", PORT = "3000" } = process.env;

// A batch is what a process that ends too early takes with it. The console stands in for a collector.
const provider = new BasicTracerProvider({
  spanProcessors: [new BatchSpanProcessor(new ConsoleSpanExporter())],
});
const tracer = provider.getTracer("example");

const server = createServer(async (request, response) => {
  const span = tracer.startSpan(`${request.method} ${request.url}`);
  if (request.url === "/slow") await sleep(1_000);
  response.end("hello\n");
  span.end();
});

const lifecycle = graceful(server, {
  release: {
    cache: () => sleep(20),
    // After all the others, bounded by the budget, and in the report where it fails.
    traces: { after: ["cache"], run: () => provider.forceFlush() },
  },
});
traceShutdown(lifecycle, tracer);
// The spans that end with the report itself. The process ends by itself, so it waits for their way to the collector.
lifecycle.on("report", () => void provider.shutdown());

server.listen(Number(PORT), HOST, () => {
  console.log(`listening on http://${HOST}:${(server.address() as AddressInfo).port}`);
});
