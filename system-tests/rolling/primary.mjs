// A primary with two workers, or `WORKERS`: `node rolling/primary.mjs express graceful`. SIGHUP replaces one after
// the other.
import cluster from "node:cluster";
import { once } from "node:events";

const WORKERS = Number(process.env.WORKERS ?? 2);

if (cluster.isPrimary) runPrimary();
else await import("./server.mjs");

function runPrimary() {
  for (let i = 0; i < WORKERS; i++) cluster.fork();
  cluster.on("exit", (_worker, code, signal) => console.log(`exit ${code} ${signal ?? "-"}`));
  process.on("SIGHUP", async () => {
    // The new one first: between the two there is always somebody who listens.
    for (const old of Object.values(cluster.workers ?? {})) {
      if (!old) continue;
      await once(cluster.fork(), "listening");
      old.process.kill("SIGTERM");
      await once(old, "exit");
    }
    console.log("rolled");
  });
}
