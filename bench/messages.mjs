// What a message on a WebSocket costs beside a server without the engine, which reads the headers of its clients'
// frames: `npm run bench:messages`, or with `-- --rounds <n>`.
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { WebSocket } from "ws";
import { firstMessage } from "../test-kit/first-message.mjs";
import { readOptions, wholeNumber } from "../test-kit/options.mjs";
import { spawnTracked } from "../test-kit/spawn-tracked.mjs";
import { asText } from "../test-kit/table.mjs";
import { cpuTimeNs } from "./measure/cpu-time.mjs";
import { describeMachine } from "./measure/machine.mjs";
import { shareOneCore } from "./measure/one-core.mjs";
import { median, spread } from "./measure/statistics.mjs";
import { ratio } from "./render/format.mjs";

const SERVER = fileURLToPath(new URL("messages/server.mjs", import.meta.url));
const CONNECTIONS = 32;
/** On each connection, one behind the answer to the other. */
const BLOCK = 10;
const TURNS = 50;
const WARM_UP = 200;
/** Bytes: the shortest with content, one with the longer header, one that comes in several chunks. */
const SIZES = [16, 1_024, 200_000];

const { rounds } = readOptions({ rounds: { type: "string", default: "6" } }, ({ rounds }) => ({
  rounds: wholeNumber("--rounds", rounds, 1),
}));

shareOneCore(process.pid);
const rows = [];
for (const size of SIZES) {
  const message = Buffer.alloc(size, "m");
  /** @type {Record<"control" | "graceful", number[]>} */
  const ratios = { control: [], graceful: [] };
  for (let round = 0; round < rounds; round++) {
    for (const what of /** @type {const} */ (["control", "graceful"]))
      ratios[what].push(await costBesideBare(what, message));
  }
  rows.push([`${size.toLocaleString("en")} B`, ...Object.values(ratios).map((all) => ratio(spread(all)))]);
}
const { node, cpu, cores } = describeMachine();
console.log(
  `CPU time per message that is echoed, of a server without the engine. Node ${node}, ${cores} cores of ${cpu}\n`,
);
console.log(asText({ head: ["message", "compared with itself", "graceful"], rows }));

/** In the order A B B A, as `npm run bench -- cpu` has it. */
async function costBesideBare(what, message) {
  const servers = { A: await start("bare"), B: await start(what === "graceful" ? what : "bare") };
  const turns = [];
  const blocks = Math.max(1, Math.round(BLOCK / Math.ceil(message.length / 20_000)));
  for (const server of Object.values(servers)) await echo(server, message, WARM_UP);
  for (let turn = 0; turn < TURNS; turn++) {
    const spent = { A: 0, B: 0 };
    for (const which of /** @type {const} */ (["A", "B", "B", "A"])) {
      const { pid } = servers[which].child;
      const before = cpuTimeNs(pid);
      await echo(servers[which], message, blocks);
      spent[which] += cpuTimeNs(pid) - before;
    }
    turns.push(spent.B / spent.A);
  }
  for (const { child, clients } of Object.values(servers)) {
    for (const client of clients) client.terminate();
    child.kill("SIGKILL");
    await once(child, "exit");
  }
  return median(turns);
}

async function start(argument) {
  const child = spawnTracked(process.execPath, [SERVER, argument], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const port = await firstMessage(child);
  shareOneCore(child.pid);
  const clients = Array.from(
    { length: CONNECTIONS },
    () => new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false }),
  );
  await Promise.all(clients.map((client) => once(client, "open")));
  return { child, clients };
}

/** Resolves when each connection has had so many answers. */
function echo({ clients }, message, count) {
  return Promise.all(
    clients.map(
      (client) =>
        new Promise((resolve) => {
          let left = count;
          client.on("message", function answered() {
            left--;
            if (left > 0) return client.send(message);
            client.off("message", answered);
            resolve(undefined);
          });
          client.send(message);
        }),
    ),
  );
}
