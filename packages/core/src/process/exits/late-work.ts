import { createHook } from "node:async_hooks";

/** Work of the application that is in progress although no promise or request waits for it. */
export interface LateWork {
  /** No request is in flight any more. Timers that are set from now on, by releases, do not count. */
  drained(): void;
  /** The lifecycle is closed. For a moment, new timers count again: callbacks of the last responses may set them. */
  closed(): void;
  /**
   * Whether to wait: the thread pool is at work, or a timer that counts is due before `deadlineMs` (of
   * `performance.now()`).
   */
  isUnderWay(deadlineMs: number): boolean;
  stop(): void;
}

interface LateTimer {
  readonly timer: { hasRef?: () => boolean };
  readonly dueMs: number;
}

/**
 * How long timers count after the lifecycle is closed: a read or a DNS lookup that was started with a response ends
 * within this time.
 */
const LAST_TIMERS_MS = 100;

/**
 * Records from now on which timers are set and which jobs the thread pool gets. Otherwise an audit line that is written
 * a second after its response would be lost, although most of the budget is left. It uses `async_hooks` for the time of
 * a shutdown: Node lists neither timers nor the jobs of zlib and crypto in its thread pool.
 *
 * An interval, and a timer that sets itself again, are waited for once.
 */
export function watchLateWork(): LateWork {
  const timers = new Map<number, LateTimer>();
  const jobs = new Map<number, object>();
  let countsTimersUntil = Number.POSITIVE_INFINITY;

  const hook = createHook({
    init(id, type, _trigger, resource) {
      if (type === "ZLIB" || type.endsWith("REQUEST")) jobs.set(id, resource);
      else if (type === "Timeout" && performance.now() < countsTimersUntil) {
        timers.set(id, { timer: resource, dueMs: performance.now() + delayOf(resource) });
      }
    },
    before(id) {
      timers.delete(id);
      // A crypto job calls back once, a zlib stream once for every chunk.
      if (!isCompressing(jobs.get(id))) jobs.delete(id);
    },
    destroy(id) {
      timers.delete(id);
      jobs.delete(id);
    },
  }).enable();

  return {
    drained() {
      countsTimersUntil = 0;
    },
    closed() {
      countsTimersUntil = performance.now() + LAST_TIMERS_MS;
    },
    isUnderWay(deadlineMs) {
      return (
        [...jobs.values()].some(isJobUnderWay) ||
        [...timers.values()].some(({ timer, dueMs }) => dueMs < deadlineMs && timer.hasRef?.() !== false)
      );
    },
    stop: () => void hook.disable(),
  };
}

/**
 * Whether a job of the thread pool is in progress. A zlib stream keeps its chunk in `buffer` while it works on it; an
 * asynchronous crypto job has its callback in `ondone`. Both are private. Without them a job counts as done.
 */
function isJobUnderWay(job: object): boolean {
  return isCompressing(job) || typeof (job as { ondone?: unknown }).ondone === "function";
}

function isCompressing(job: object | undefined): boolean {
  const { buffer } = (job ?? {}) as { buffer?: unknown };
  return buffer !== undefined && buffer !== null;
}

/**
 * The delay of a timer. Node has no public way to read it: `_idleTimeout` is private, and exists in every version so
 * far. Without it a timer counts as due at once: it is waited for, at most until the deadline.
 */
function delayOf(timer: object): number {
  const { _idleTimeout: delay } = timer as { _idleTimeout?: unknown };
  return typeof delay === "number" ? delay : 0;
}
