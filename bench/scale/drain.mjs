// One drain of so many idle connections, in a process of its own: `drain.mjs <connections> <µs to close one>`.
import { createDrain } from "@x/graceful-core";
import { recordLag } from "../long-lived/lag.mjs";
import { FakeServer } from "./fake-server.mjs";

const [connections, destroyUs] = process.argv.slice(2).map(Number);
const server = new FakeServer(destroyUs);
const drain = createDrain().add(/** @type {any} */ (server));
for (let left = connections; left > 0; left--) server.accept();
globalThis.gc?.();

const began = performance.now();
const stats = drain.stats();
const statsMs = performance.now() - began;
if (stats.connections.idle !== connections)
  throw new Error(`${stats.connections.idle} of ${connections} are idle`);
const lag = recordLag();
const { durationMs, connections: counts } = await drain.drain();
process.send?.({ statsMs, durationMs, closed: counts.closed, lag: lag() });
