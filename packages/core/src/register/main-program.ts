import { isMainThread } from "node:worker_threads";
import { requireBuiltin } from "../support/require-builtin.js";

/**
 * A variable for child processes, which inherit `--import` with the environment: the pid of the process that has loaded
 * this module, and whether it listens.
 */
const MARK = "GRACEFUL_REGISTERED";
const LISTENS = "listens";

const COPY = Symbol.for("@x/graceful.register/1");

/**
 * Whether this process is a program of its own, and not a worker thread or a helper of a program that has loaded this
 * module as well. A helper is a process that was forked, with an IPC channel, or started by a program that listens.
 * Launchers such as npm never listen, so what they start is a program. Workers of a cluster or of PM2 are programs.
 */
export function isMainProgram(): boolean {
  if (!isMainThread) return false;
  const mark = process.env[MARK];
  if (mark === undefined || mark.startsWith(`${process.pid} `)) return true;
  if (process.env.pm_id !== undefined || isClusterWorker()) return true;
  return !mark.endsWith(LISTENS) && process.send === undefined;
}

/** Whether no other copy of this package asked before: `--import` beside `--require` loads two. */
export function isFirstCopy(): boolean {
  const shared = globalThis as { [COPY]?: true };
  if (shared[COPY]) return false;
  shared[COPY] = true;
  return true;
}

export function mark(progress: "loaded" | typeof LISTENS): void {
  process.env[MARK] = `${process.pid} ${progress}`;
}

function isClusterWorker(): boolean {
  return process.send !== undefined && requireBuiltin<{ isWorker: boolean }>("node:cluster").isWorker;
}
