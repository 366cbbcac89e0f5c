// One set-up of `peers.mjs` in a process of its own: `node server.mjs <peer>`, driven over file descriptor 3 by
// `measure/server-process.mjs`. No IPC channel: some libraries listen to one, and it would be one more thing to keep
// a process alive.
import { writeSync } from "node:fs";
import { Socket } from "node:net";
import { createInterface } from "node:readline";
import { watchClosing } from "./measure/watch-closing.mjs";
import { peer } from "./peers.mjs";
import { serveFramework } from "./serve-framework.mjs";

const CONTROL = 3;
/** Several collections: finalisers and weak references need more than one. */
const COLLECTIONS = 4;

const control = new Socket({ fd: CONTROL }).unref();
const tell = (value) => writeSync(CONTROL, `${JSON.stringify(value)}\n`);

const { id, framework, shutdown } = peer(process.argv[2]) ?? { id: process.argv[2] };
const server = framework
  ? await serveFramework(framework, shutdown)
  : await (await import(`./peers/${id}.mjs`)).serve();

const answers = {
  /** Idle connections stay for as long as a measurement needs them; otherwise the defaults hold. */
  keepIdle() {
    server.keepAliveTimeout = 600_000;
  },
  async heap() {
    for (let left = COLLECTIONS; left > 0; left--) {
      globalThis.gc?.();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return process.memoryUsage().heapUsed;
  },
  ...watchClosing(server, tell),
};

createInterface({ input: control }).on("line", async (order) =>
  tell({ [order]: (await answers[order]()) ?? null }),
);
if (server.listening) tellPort();
else server.once("listening", tellPort);

function tellPort() {
  tell({ port: server.address().port });
}
