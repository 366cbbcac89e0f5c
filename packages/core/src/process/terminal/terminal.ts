import { fstatSync } from "node:fs";
import { isatty, type WriteStream } from "node:tty";

const STDOUT = 1;
const STDERR = 2;

/**
 * The terminal that somebody watches, where there is one that a line can be redrawn on. Not where stdout goes through a
 * pipe: its reader may print the log on the same terminal, in between. Not in CI, which keeps what is redrawn line by line. Not in a
 * worker of @x/graceful-cluster, whose primary draws one line for all.
 */
export function findTerminal(env: NodeJS.ProcessEnv): WriteStream | undefined {
  if (env.TERM === "dumb" || env.CI || env.GRACEFUL_CLUSTER_WORKER) return undefined;
  if (!isatty(STDOUT) && isPipe(STDOUT)) return undefined;
  if (isatty(STDERR)) return process.stderr;
  return isatty(STDOUT) ? process.stdout : undefined;
}

function isPipe(descriptor: number): boolean {
  try {
    const file = fstatSync(descriptor);
    return file.isFIFO() || file.isSocket();
  } catch {
    // Closed: nobody reads it.
    return false;
  }
}
