// Clients in a process of their own, on this machine or in a pod: `node load-program.mjs <host> <port> <steady | idle>
// <rate>`. A line on stdin is the begin of a rollout; the end of stdin is the end. Prints what the clients saw, as JSON.
import { createInterface } from "node:readline";
import { Load, startLoad } from "../load.mjs";
import { failureLines } from "../verdict.mjs";
import { IdleClients } from "./idle-clients.mjs";

const LEAD_MS = 1_000;
/** Half of the requests open a connection of their own. */
const FRESH_EVERY = 2;

const [host, port, kind, rate] = process.argv.slice(2);
const LoadClass = kind === "idle" ? IdleClients : Load;

const load = await startLoad(
  { LoadClass, rate: Number(rate), host, port: () => Number(port), freshEvery: FRESH_EVERY },
  LEAD_MS,
);
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
