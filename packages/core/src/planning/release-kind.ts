import type { Closeable, Release, ReleaseStep } from "../plan.js";

type Members = Readonly<Record<string | symbol, unknown>>;

/** Anything with a `run` is a step, unless it can be closed: then `run` is one of its own methods. */
export function isReleaseStep(release: Release): release is ReleaseStep {
  return typeof release === "object" && release !== null && "run" in release && !isCloseable(release);
}

/** Whether it has a method that closes it. Functions may have such a method as well. */
export function isCloseable(value: unknown): value is Closeable {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return false;
  return closingMethod(value as Members) !== undefined;
}

/**
 * From the method that waits the longest to the one that discards the most. `drain` alone is not among them, since job
 * queues have a `drain` that deletes their jobs, and neither is `stop`, which pauses some consumers. `shutdown` comes
 * late, since it may be a command by which a client ends its server.
 */
const METHODS = ["close", "quit", "disconnect", "$disconnect", "tryShutdown", "shutdown", "destroy"];

/** On an object with `end`, `close` drops the connection at once (MySQL). On one with `quit`, `end` does so (Redis). */
const METHODS_BESIDE_END = ["quit", "end"];

/** The name of the method that closes it and waits the longest; `undefined` if there is none. */
export function closingMethod(target: Members): string | symbol | undefined {
  const has = (name: string | symbol) => typeof target[name] === "function";
  // Disposing of a stream of Node discards what is not written yet, such as the end of a log file.
  if (typeof target.writableLength === "number" && has("end")) return "end";
  if (has(Symbol.asyncDispose)) return Symbol.asyncDispose;
  // A message bus: its `close` discards what was not sent yet.
  if (has("drain") && has("isDraining")) return "drain";
  // Such a pool is drained and then cleared. Its `destroy` is for one object that was acquired from it.
  const destroysOne = has("drain") && has("acquire") && has("release");
  const name = (has("end") ? METHODS_BESIDE_END : METHODS).find(has);
  return name === "destroy" && destroysOne ? undefined : name;
}
