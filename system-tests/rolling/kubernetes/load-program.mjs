// Clients in a process of their own, on this machine or in a pod: `node load-program.mjs <host> <port> <steady | idle>
// <rate>`. A line on stdin marks the start of a rollout, the end of stdin its end. Prints what clients saw, as JSON.
import { createInterface } from "node:readline";
import { startLoad } from "../load.mjs";
import { failureLines } from "../verdict.mjs";
import { BothLoads } from "./both-loads.mjs";
import { KeptClients } from "./kept-clients.mjs";

const LEAD_MS = 1_000;
/** Idle for longer than the idle grace of the server, and shorter than its lame duck: each hears of the end in time. */
const IDLE = { clients: 450, everyMs: 3_000 };

const [host, port, kind, rate] = process.argv.slice(2);
const address = { host, port: () => Number(port) };

const options = kind === "idle" ? { LoadClass: KeptClients, ...IDLE } : { LoadClass: BothLoads };
const load = await startLoad({ ...options, ...address, rate: Number(rate) }, LEAD_MS);
console.log("sending");
const rounds = [{ began: performance.now() }];
for await (const _ of createInterface({ input: process.stdin })) rounds.push({ began: performance.now() });
await load.stop();

const refused = load.failures.filter(({ code }) => code === "ECONNREFUSED").length;
console.log(
  JSON.stringify({
    ...load.count(),
    refused,
    failed: load.failures.length - refused,
    lines: failureLines({ failures: load.failures, rounds }),
  }),
);
process.exit();
