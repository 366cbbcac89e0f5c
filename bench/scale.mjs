// How the drain of idle connections grows with their number, beyond what a machine has descriptors for: `npm run
// bench:scale`.
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { firstMessage } from "../test-kit/first-message.mjs";
import { asText } from "../test-kit/table.mjs";
import { describeMachine } from "./measure/machine.mjs";

const PROGRAM = fileURLToPath(new URL("scale/drain.mjs", import.meta.url));
const TARGET_STALL_MS = 50;
/** Half of the engine's own `drainMs`. */
const TARGET_MS = 8_100 / 2;
/**
 * Connections, and the microseconds that the kernel takes to close one; a million take longer than that by
 * themselves.
 */
const CASES = [
  [1_000, 0],
  [19_000, 0],
  [19_000, 20],
  [100_000, 0],
  [100_000, 20],
  [1_000_000, 0],
];

const ms = (value) => `${Math.round(value)} ms`;
const rows = [];
let isMet = true;
for (const [connections, destroyUs] of CASES) {
  const { statsMs, durationMs, closed, lag } = await measured(connections, destroyUs);
  isMet &&= closed === connections && durationMs <= TARGET_MS && lag.ownMs <= TARGET_STALL_MS;
  rows.push([
    `${connections.toLocaleString("en")}`,
    `${destroyUs} µs`,
    ms(durationMs),
    ms(lag.ownMs),
    ms(lag.ms),
    ms(statsMs),
  ]);
}
const head = [
  "idle connections",
  "to close one",
  "drain",
  "longest turn",
  "with the wait for a core",
  "stats()",
];
const { node, cpu, cores } = describeMachine();
console.log(`Fake sockets, the engine as it is. Node ${node}, ${cores} cores of ${cpu}\n`);
console.log(asText({ head, rows }));
console.log(`\nTargets: ${ms(TARGET_MS)} for all, ${TARGET_STALL_MS} ms a turn: ${isMet ? "met" : "MISSED"}`);
process.exitCode = isMet ? 0 : 1;

async function measured(connections, destroyUs) {
  const args = [connections, destroyUs].map(String);
  const child = fork(PROGRAM, args, { execArgv: ["--expose-gc", "--max-old-space-size=6000"] });
  const told = await firstMessage(child);
  child.kill("SIGKILL");
  await once(child, "exit");
  return told;
}
