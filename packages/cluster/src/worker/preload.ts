// Runs in each worker ahead of its program, by `--require`. A process that the program forks inherits that: there it
// does nothing.
import cluster from "node:cluster";
import { isMainThread } from "node:worker_threads";
import { SETTINGS_VARIABLE, WORKER_VARIABLE, type WorkerSettings } from "../messages.js";
import { superviseSelf } from "./supervise-self.js";

if (isMainThread && cluster.isWorker && process.env[WORKER_VARIABLE]) {
  superviseSelf(JSON.parse(process.env[SETTINGS_VARIABLE] ?? "{}") as WorkerSettings);
}
