import { relative } from "node:path";
import { fileURLToPath } from "node:url";

/** Deep enough for a wrapper or two around `process.on` and `process.exit`. */
const FRAMES = 20;

/**
 * Where the function `below` was called from, as far as the stack tells: `server.js:12:9`, relative to the working directory
 * where it is inside of it. Frames of Node itself are passed over. `undefined` where no frame is left, or where somebody
 * makes stacks that are no text.
 *
 * @param through a frame that is passed over with all above it, where there is one: of Node's own function that called a function
 * which called `below`
 */
export function callerOf(below: (...args: never[]) => unknown, through?: RegExp): string | undefined {
  const limit = Error.stackTraceLimit;
  const holder: { stack?: unknown } = {};
  try {
    Error.stackTraceLimit = FRAMES;
    Error.captureStackTrace(holder, below);
    if (typeof holder.stack !== "string") return undefined;
    const lines = holder.stack.split("\n");
    const from = through ? lines.findIndex((line) => through.test(line)) : -1;
    const [place] = lines.slice(from + 1).flatMap((line) => placeOf(line) ?? []);
    return place;
  } catch {
    // A frozen `Error`, or a `prepareStackTrace` that throws.
    return undefined;
  } finally {
    Error.stackTraceLimit = limit;
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

/** The line and the column are no part of the URL, but stay where they are. */
function pathOf(url: string): string {
  const [, file = url, position = ""] = /^(.*?)((?::\d+)*)$/.exec(url) ?? [];
  return fileURLToPath(file) + position;
}
