import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";

const WORTH_COUNTING_MS = 10;

/**
 * Records how long the event loop goes without a turn: two looks in a row are as far apart as one turn took. It looks
 * in every turn, which keeps one core busy and has no resolution to lose, where a timer would add its own. `ownMs`
 * leaves out what the kernel says of the time in which the thread was ready and had no core, on a machine that does
 * other things too.
 */
export function recordLag() {
  const longest = { ms: 0, ownMs: 0, long: 0 };
  let last = performance.now();
  let lastWaited = waitedMs();
  let isOver = false;
  const look = () => {
    if (isOver) return;
    const now = performance.now();
    const waited = waitedMs();
    const ms = now - last;
    longest.ms = Math.max(longest.ms, ms);
    longest.ownMs = Math.max(longest.ownMs, ms - (waited - lastWaited));
    if (ms >= WORTH_COUNTING_MS) longest.long++;
    last = now;
    lastWaited = waited;
    setImmediate(look);
  };
  setImmediate(look);
  return () => {
    // What began after the last look and is not over yet counts as well; what comes after it is somebody else's.
    look();
    isOver = true;
    return longest;
  };
}

/** Of the main thread: how long it waited for a core, all in all. Where there is no such file it never did. */
function waitedMs() {
  try {
    return Number(readFileSync("/proc/self/schedstat", "latin1").split(" ")[1]) / 1e6;
  } catch {
    return 0;
  }
}
