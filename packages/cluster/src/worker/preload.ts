// Each worker loads this file before its program, by `--require`. Processes that the program forks inherit the option,
// and there the file does nothing.
import cluster from "node:cluster";
import { isMainThread } from "node:worker_threads";
import { SETTINGS_VARIABLE, WORKER_VARIABLE, type WorkerSettings } from "../messages.js";
import { superviseSelf } from "./supervise-self.js";

if (isMainThread && cluster.isWorker && process.env[WORKER_VARIABLE]) {
  superviseSelf(JSON.parse(process.env[SETTINGS_VARIABLE] ?? "{}") as WorkerSettings);
}
