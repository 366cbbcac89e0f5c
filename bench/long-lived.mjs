// Thousands of WebSockets and event streams drained in one go: `npm run bench:long-lived`, or with `-- <of each>`.
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { readOptions, wholeNumber } from "../test-kit/options.mjs";
import { spawnTracked } from "../test-kit/spawn-tracked.mjs";

const TARGET_STALL_MS = 50;
const BOUND_MS = 120_000;
const howMany = readOptions({}, (_, [count = 5_000]) => wholeNumber("of each", count, 1));

const bound = setTimeout(() => fail(`not done after ${BOUND_MS / 1_000} s`), BOUND_MS);

const server = start("server");
const { port } = await told(server);
const clients = start("clients", [port, howMany, howMany].map(String));
await told(clients);
server.send("drain");
const [drained, seen] = await Promise.all([told(server), told(clients)]);
clearTimeout(bound);

const ms = (value) => `${value.toFixed(1)} ms`;
const counts = (by) =>
  Object.entries(by)
    .map(([what, count]) => `${what}: ${count}`)
    .join(", ") || "none";
const { lag, idle } = drained;
const rows = [
  ["open when the drain began", `${howMany} WebSockets, ${howMany} event streams`],
  ["longest stall of the event loop", `${ms(lag.ms)} (before the drain ${ms(idle.ms)})`],
  [
    "less the wait for a core",
    `${ms(lag.ownMs)} (before the drain ${ms(idle.ownMs)}), target ${TARGET_STALL_MS} ms`,
  ],
  ["turns of 10 ms and longer", `${lag.long}`],
  ["time of the drain", `${ms(drained.durationMs)}, ${drained.outcome}`],
  ["close codes that clients saw", counts(seen.codes)],
  ["event streams", counts(seen.streams)],
];
for (const [title, value] of rows) console.log(`${title}: ${value}`);

const areAllTold = seen.codes[1001] === howMany && seen.streams.ended === howMany;
const isMet = areAllTold && lag.ownMs <= TARGET_STALL_MS;
// A stall is one for the clients whoever causes it: on a busy machine the target itself can be neither met nor shown.
if (isMet && lag.ms <= TARGET_STALL_MS) console.log("met");
else
  console.log(
    isMet ? "NOT SHOWN: met only less the wait for a core, try again on a quiet machine" : "MISSED",
  );
process.exitCode = isMet ? 0 : 1;

function start(name, args = []) {
  const program = fileURLToPath(new URL(`./long-lived/${name}.mjs`, import.meta.url));
  const child = spawnTracked(process.execPath, [...process.execArgv, program, ...args], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  child.once("exit", (code) => {
    if (code !== 0) fail(`the ${name} ended with ${code}`);
  });
  return child;
}

async function told(child) {
  const [message] = await once(child, "message");
  return message;
}

function fail(why) {
  console.error(why);
  process.exit(1);
}
