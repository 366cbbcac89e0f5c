// Somebody who installed the packages: one worker without Graceful in it, reloaded once.
import cluster from "node:cluster";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { runWorkers } from "@x/graceful-cluster";

if (cluster.isPrimary) {
  const options = { workers: 1, control: false, logger: false };
  const workers = runWorkers(fileURLToPath(import.meta.url), options);
  const isServing = await workers.serving;
  const { outcome } = await workers.reload();
  console.log(`${isServing ? "ready" : "not ready"}, ${outcome}, exit code ${await workers.stop()}`);
} else {
  // Silent: what the primary prints is looked at.
  console.info = () => {};
  createServer((_request, response) => response.end("hello")).listen(0, "127.0.0.1");
}
