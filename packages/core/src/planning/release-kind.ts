import type { Closeable, Release, ReleaseStep } from "../plan.js";

type Members = Readonly<Record<string | symbol, unknown>>;

/** Anything with a `run` is a step, unless it can be closed: then `run` is one of its own methods. */
export function isReleaseStep(release: Release): release is ReleaseStep {
  return typeof release === "object" && release !== null && "run" in release && !isCloseable(release);
}

/** Whether it has a method by which things close. Functions with such a property count too. */
export function isCloseable(value: unknown): value is Closeable {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return false;
  return closingMethod(value as Members) !== undefined;
}

/**
 * From the method that waits the longest to the one that discards the most. Not `drain` by itself: job queues have a
 * method of that name that deletes their jobs. Nor `stop`, with which consumers pause. `shutdown` is late, since a
 * client may have it as a command that ends its server.
 */
const METHODS = ["close", "quit", "disconnect", "$disconnect", "tryShutdown", "shutdown", "destroy"];

/** Beside an `end`, a `close` drops the connection at once (MySQL); beside a `quit`, an `end` does so (Redis). */
const METHODS_BESIDE_END = ["quit", "end"];

/** The name of the method that closes it, the most patient one it has; `undefined` where it has none. */
export function closingMethod(target: Members): string | symbol | undefined {
  const has = (name: string | symbol) => typeof target[name] === "function";
  // Disposing of a stream, as of Node's own, discards what it has not written yet: the end of a log file.
  if (typeof target.writableLength === "number" && has("end")) return "end";
  if (has(Symbol.asyncDispose)) return Symbol.asyncDispose;
  // A message bus that knows whether it drains: its `close` discards what was not sent yet.
  if (has("drain") && has("isDraining")) return "drain";
  // A pool that is drained and then cleared: its `destroy` is that of one thing which was acquired.
  const destroysOne = has("drain") && has("acquire") && has("release");
  const name = (has("end") ? METHODS_BESIDE_END : METHODS).find(has);
  return name === "destroy" && destroysOne ? undefined : name;
}
