import { relative } from "node:path";
import { fileURLToPath } from "node:url";

/** Deep enough for a wrapper or two around `process.on` and `process.exit`. */
const FRAMES = 20;

/**
 * Returns where the function `below` was called from: `server.js:12:9`, relative to the working directory for a file
 * inside of it. Frames of Node are skipped. Returns `undefined` if no frame is left, or if a `prepareStackTrace` makes
 * stacks that are not text.
 *
 * @param through a frame that is skipped with all above it, if there is one: Node's own function that called the caller
 * of `below`
 */
export function callerOf(below: (...args: never[]) => unknown, through?: RegExp): string | undefined {
  const limit = Error.stackTraceLimit;
  const holder: { stack?: unknown } = {};
  try {
    // Not by assignment, which throws where the property is read-only, as in a frozen `Error`.
    Reflect.set(Error, "stackTraceLimit", FRAMES);
    Error.captureStackTrace(holder, below);
    if (typeof holder.stack !== "string") return undefined;
    const lines = holder.stack.split("\n");
    const from = through ? lines.findIndex((line) => through.test(line)) : -1;
    const [place] = lines.slice(from + 1).flatMap((line) => placeOf(line) ?? []);
    return place;
  } catch {
    // A `prepareStackTrace` that throws.
    return undefined;
  } finally {
    Reflect.set(Error, "stackTraceLimit", limit);
  }
}

/** `    at shutdown (file:///app/server.js:12:9)` -> `server.js:12:9`. */
function placeOf(line: string): string | undefined {
  const found = /^\s*at (?:.*\()?([^()\s][^()]*:\d+:\d+)\)?$/.exec(line)?.[1];
  if (!found || found.startsWith("node:")) return undefined;
  const path = found.startsWith("file:") ? pathOf(found) : found;
  const inside = relative(process.cwd(), path);
  return inside.startsWith("..") ? path : inside;
}

/** The line and the column are not part of the URL, and are kept. */
function pathOf(url: string): string {
  const [, file = url, position = ""] = /^(.*?)((?::\d+)*)$/.exec(url) ?? [];
  return fileURLToPath(file) + position;
}
