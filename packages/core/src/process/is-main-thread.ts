import type * as threads from "node:worker_threads";
import { requireBuiltin } from "../support/require-builtin.js";

/** Signals arrive in the main thread only. Loads a module that takes longer than any other that core needs. */
export function isMainThread(): boolean {
  return requireBuiltin<typeof threads>("node:worker_threads").isMainThread;
}
