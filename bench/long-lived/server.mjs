// The server of `npm run bench:long-lived`. It tells its parent its port, what it has open, and after the drain what
// the event loop went through. An IPC channel and no signal: this measures the engine, and the process has to tell
// its numbers.
import { createServer } from "node:http";
import { performance } from "node:perf_hooks";
import { graceful } from "@x/graceful-core";
import { WebSocketServer } from "ws";
import { recordLag } from "./lag.mjs";

/** Longer than any client needs to connect, so that nothing but the drain works while it is measured. */
const SETTLE_MS = 1_500;

const server = createServer((_request, response) => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write("data: welcome\n\n");
});
const sockets = new WebSocketServer({ noServer: true });
server.on("upgrade", (request, socket, head) => {
  sockets.handleUpgrade(request, socket, head, (client) => client.send("welcome"));
});
const spreadMs = Number(process.argv[2]);
const lifecycle = graceful(server, {
  signals: false,
  exit: false,
  logger: false,
  budgetMs: 20_000,
  spreadMs,
});

process.on("message", async (order) => {
  if (order !== "drain") return;
  const idle = await lagOf(() => new Promise((resolve) => setTimeout(resolve, SETTLE_MS)));
  const began = performance.now();
  const drained = await lagOf(() => lifecycle.shutdown("benchmark"));
  const { outcome } = drained.result;
  process.send?.({
    idle: idle.lag,
    lag: drained.lag,
    durationMs: performance.now() - began,
    outcome,
  });
  process.disconnect();
});

async function lagOf(run) {
  const stop = recordLag();
  const result = await run();
  return { result, lag: stop() };
}

server.listen({ port: 0, host: "127.0.0.1", backlog: 4_096 }, () =>
  process.send?.({ port: /** @type {import("node:net").AddressInfo} */ (server.address()).port }),
);
