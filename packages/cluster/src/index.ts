export type { WorkerNumbers } from "./messages.js";
export type { WorkersOptions } from "./options.js";
export { runWorkers } from "./run-workers.js";
export type { ClusterStatus, ReloadResult, WorkerStatus } from "./status.js";
export type { Workers } from "./workers.js";
