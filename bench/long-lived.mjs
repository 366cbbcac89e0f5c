// Thousands of WebSockets and event streams drained in one go, whose clients come back at once, to the next instance:
// `npm run bench:long-lived`, or with `-- <WebSockets> <event streams> --spread <ms>`.
import { once } from "node:events";
import { createServer } from "node:net";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { readOptions, wholeNumber } from "../test-kit/options.mjs";
import { spawnTracked } from "../test-kit/spawn-tracked.mjs";

const TARGET_STALL_MS = 50;
const BOUND_MS = 120_000;
const SLOT_MS = 100;
const { webSockets, eventStreams, spreadMs } = readOptions(
  { spread: { type: "string", default: "1000" } },
  ({ spread }, [sockets = 5_000, streams = sockets]) => ({
    webSockets: wholeNumber("WebSockets", sockets, 1),
    eventStreams: wholeNumber("event streams", streams),
    spreadMs: wholeNumber("--spread", spread),
  }),
);

const bound = setTimeout(() => fail(`not done after ${BOUND_MS / 1_000} s`), BOUND_MS);

/** The next instance, as far as it is needed here: when somebody came. */
const cameBack = [];
const next = createServer((socket) => {
  cameBack.push(performance.now());
  socket.on("error", () => {}).resume();
});
next.listen({ port: 0, host: "127.0.0.1", backlog: 4_096 });
await once(next, "listening");
const nextPort = /** @type {import("node:net").AddressInfo} */ (next.address()).port;

const server = start("server", [String(spreadMs)]);
const { port } = await told(server);
const clients = start("clients", [port, webSockets, eventStreams, nextPort].map(String));
await told(clients);
server.send("drain");
const [drained, seen] = await Promise.all([told(server), told(clients)]);
while (cameBack.length < webSockets + eventStreams) await once(next, "connection");
clearTimeout(bound);
next.close();

const ms = (value) => `${value.toFixed(1)} ms`;
const counts = (by) =>
  Object.entries(by)
    .map(([what, count]) => `${what}: ${count}`)
    .join(", ") || "none";
const { lag, idle } = drained;
const rows = [
  ["open when the drain began", `${webSockets} WebSockets, ${eventStreams} event streams`],
  ["longest stall of the event loop", `${ms(lag.ms)} (before the drain ${ms(idle.ms)})`],
  [
    "less the wait for a core",
    `${ms(lag.ownMs)} (before the drain ${ms(idle.ownMs)}), target ${TARGET_STALL_MS} ms`,
  ],
  ["turns of 10 ms and longer", `${lag.long}`],
  ["time of the drain", `${ms(drained.durationMs)}, ${drained.outcome}`],
  ["close codes that clients saw", counts(seen.codes)],
  ["event streams", counts(seen.streams)],
  [
    `peak of clients that come back, spreadMs ${spreadMs}`,
    `${peak(cameBack)} of ${cameBack.length} in ${SLOT_MS} ms`,
  ],
];
for (const [title, value] of rows) console.log(`${title}: ${value}`);

const areAllTold = seen.codes[1001] === webSockets && (seen.streams.ended ?? 0) === eventStreams;
const isMet = areAllTold && lag.ownMs <= TARGET_STALL_MS;
// A stall is one for the clients whoever causes it: on a busy machine the target itself can be neither met nor shown.
if (isMet && lag.ms <= TARGET_STALL_MS) console.log("met");
else
  console.log(
    isMet ? "NOT SHOWN: met only less the wait for a core, try again on a quiet machine" : "MISSED",
  );
process.exitCode = isMet ? 0 : 1;

/** The most of these moments that lie in any one slot of time. */
function peak(moments) {
  let most = 0;
  for (let from = 0, to = 0; to < moments.length; to++) {
    while (moments[to] - moments[from] > SLOT_MS) from++;
    most = Math.max(most, to - from + 1);
  }
  return most;
}

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
