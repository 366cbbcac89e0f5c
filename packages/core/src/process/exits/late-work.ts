import { createHook } from "node:async_hooks";

/** What of the application's work is seen to be under way although nothing waits for it. */
export interface LateWork {
  /** No request is in flight any more: timers that are set from now on are no work of one. */
  drained(): void;
  /**
   * Whether to wait: a timer that was set while requests were in flight is due before `deadlineMs` (of `performance.now()`), or zlib
   * was at work a moment ago.
   */
  isUnderWay(deadlineMs: number): boolean;
  stop(): void;
}

interface LateTimer {
  readonly timer: { hasRef?: () => boolean };
  readonly dueMs: number;
}

/** zlib tells of each chunk; a chunk takes a few milliseconds. */
const ZLIB_PAUSE_MS = 100;

/**
 * Notes from now on which timers are set and how zlib gets on: an audit line that is to be written a second behind its
 * response is lost otherwise, with most of the budget left. By `async_hooks`, for as long as a shutdown lasts: Node names neither
 * the timers that are set nor what its thread pool compresses.
 *
 * An interval, and a timer that sets itself again, are waited for once.
 */
export function watchLateWork(): LateWork {
  const timers = new Map<number, LateTimer>();
  let isDrained = false;
  let zlibAt = Number.NEGATIVE_INFINITY;
  const zlib = new Set<number>();

  const hook = createHook({
    init(id, type, _trigger, resource) {
      if (type === "Timeout" && !isDrained) {
        timers.set(id, { timer: resource, dueMs: performance.now() + delayOf(resource) });
      } else if (type === "ZLIB") {
        zlib.add(id);
        zlibAt = performance.now();
      }
    },
    before(id) {
      timers.delete(id);
      if (zlib.has(id)) zlibAt = performance.now();
    },
    destroy(id) {
      timers.delete(id);
      zlib.delete(id);
    },
  }).enable();

  return {
    drained() {
      isDrained = true;
    },
    isUnderWay(deadlineMs) {
      if (performance.now() - zlibAt < ZLIB_PAUSE_MS) return true;
      return [...timers.values()].some(
        ({ timer, dueMs }) => dueMs < deadlineMs && timer.hasRef?.() !== false,
      );
    },
    stop: () => void hook.disable(),
  };
}

/**
 * The delay of a timer. Node has no public way to ask for it: `_idleTimeout` is private, and has been there on every version.
 * Without it a timer counts as due at once: it is waited for, at most until the deadline.
 */
function delayOf(timer: object): number {
  const { _idleTimeout: delay } = timer as { _idleTimeout?: unknown };
  return typeof delay === "number" ? delay : 0;
}
