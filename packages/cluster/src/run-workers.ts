import type { Logger } from "@x/graceful-core";
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
 * Runs a program in several processes that share its ports, and sees to it that as many serve as are wanted: one that
 * dies is replaced, later each time; a reload takes the new one first, and lets the old one go when it has answered
 * everything.
 *
 * This process is the primary of `node:cluster`: it holds the listening sockets and does nothing else. One call at a
 * time in a process.
 *
 * A worker is ready when one of its servers listens and every lifecycle that Graceful made in it is ready. A program
 * without Graceful is drained by the same contract; one with it should call `graceful()` no later than in the turn in
 * which its first server listens.
 *
 * @param program the file that each worker runs, from `cwd`; a link is followed anew at each start
 * @throws `TypeError` where an option is wrong, `Error` where workers run in this process already
 */
export function runWorkers(program: string, options: WorkersOptions = {}): Workers {
  const resolved = resolveOptions(options);
  if (isRunning) throw new Error("This process runs workers already: wait until `closed` of those settles");
  isRunning = true;
  const logger = options.logger === false ? silentLogger : (options.logger ?? consoleLogger);
  const run = new WorkersRun(program, resolved, logger);
  void run.closed.then(() => {
    isRunning = false;
  });
  run.start();
  return run;
}
