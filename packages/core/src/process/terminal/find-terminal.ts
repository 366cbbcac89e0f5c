import type * as fs from "node:fs";
import { isatty, type WriteStream } from "node:tty";
import { requireBuiltin } from "../../support/require-builtin.js";

const STDOUT = 1;
const STDERR = 2;

/**
 * Returns the terminal on which a line can be redrawn. There is none if stdout is a pipe, whose reader may print the
 * log on the same terminal; in CI, which keeps every redrawn line; and in a worker of @x/graceful-cluster, whose
 * primary draws one line for all.
 */
export function findTerminal(): WriteStream | undefined {
  const { TERM, CI, GRACEFUL_CLUSTER_WORKER } = process.env;
  if (TERM === "dumb" || CI || GRACEFUL_CLUSTER_WORKER) return undefined;
  if (!isatty(STDOUT) && isPipe(STDOUT)) return undefined;
  if (isatty(STDERR)) return process.stderr;
  return isatty(STDOUT) ? process.stdout : undefined;
}

function isPipe(descriptor: number): boolean {
  try {
    const file = requireBuiltin<typeof fs>("node:fs").fstatSync(descriptor);
    return file.isFIFO() || file.isSocket();
  } catch {
    // The descriptor is closed.
    return false;
  }
}
