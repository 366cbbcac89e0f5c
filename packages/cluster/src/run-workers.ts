import cluster from "node:cluster";
import type { Logger } from "@x/graceful-core";
import { ignoreBrokenOutput } from "@x/graceful-core/adapter";
import { resolveOptions, type WorkersOptions } from "./options.js";
import type { Workers } from "./workers.js";
import { WorkersRun } from "./workers-run.js";

const PREFIX = "[graceful-cluster]";

const consoleLogger: Logger = {
  info: (line) => console.info(`${PREFIX} ${line}`),
  warn: (line) => console.warn(`${PREFIX} ${line}`),
  error: (line) => console.error(`${PREFIX} ${line}`),
};
const silentLogger: Logger = { info() {}, warn() {}, error() {} };

let isRunning = false;

/**
 * Runs a program in several processes that share its ports, and keeps the number of workers. A worker that dies is
 * replaced, after a longer pause each time. A reload starts each new worker before it stops the old one, which answers
 * all of its requests first.
 *
 * This process becomes the primary of `node:cluster`: it holds the listening sockets and serves no requests. A process
 * can run one set of workers at a time.
 *
 * A worker is ready when one of its servers listens and every lifecycle of Graceful in it is ready. A program without
 * Graceful is drained by the same contract. A program with Graceful should call `graceful()` no later than in the turn
 * of the event loop in which its first server listens.
 *
 * @param program the file that each worker runs, relative to `cwd`. A link is resolved again at each start
 * @throws `TypeError` if the program is no string or an option is wrong, `Error` if workers run in this process
 * already, or if it is a worker itself
 */
export function runWorkers(program: string, options: WorkersOptions = {}): Workers {
  if (typeof program !== "string") throw new TypeError(`Expected the program to be a path, got ${program}`);
  const resolved = resolveOptions(options);
  if (!cluster.isPrimary)
    throw new Error(
      "This process is a worker of `node:cluster`: call runWorkers only if `cluster.isPrimary`",
    );
  if (isRunning) throw new Error("This process runs workers already: wait until `closed` of those settles");
  isRunning = true;
  const logger = options.logger === false ? silentLogger : (options.logger ?? consoleLogger);
  const run = new WorkersRun(program, resolved, logger);
  // Workers are supervised also when the reader of the log is gone, as `tee` is after Ctrl+C.
  const stopIgnoring = ignoreBrokenOutput();
  void run.closed.then(() => {
    isRunning = false;
    setImmediate(stopIgnoring);
  });
  run.start();
  return run;
}
