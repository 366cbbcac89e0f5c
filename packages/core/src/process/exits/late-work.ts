import { createHook } from "node:async_hooks";

/** What of the application's work is seen to be under way although nothing waits for it. */
export interface LateWork {
  /** No request is in flight any more: timers that releases set are no work of one. */
  drained(): void;
  /** All is over: for a moment longer, what responses have left behind may set its timers. */
  closed(): void;
  /**
   * Whether to wait: a timer that was set while requests were in flight is due before `deadlineMs` (of `performance.now()`), or the
   * thread pool is at work.
   */
  isUnderWay(deadlineMs: number): boolean;
  stop(): void;
}

interface LateTimer {
  readonly timer: { hasRef?: () => boolean };
  readonly dueMs: number;
}

/** What was read or looked up behind a response is there by then. */
const LAST_TIMERS_MS = 100;

/**
 * Notes from now on which timers are set and what the thread pool is given: an audit line that is to be written a second behind its
 * response is lost otherwise, with most of the budget left. By `async_hooks`, for as long as a shutdown lasts: Node names neither
 * the timers that are set nor what its thread pool compresses or encrypts.
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
      // A job of crypto calls back once; a stream of zlib for every chunk.
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
 * Of what Node's thread pool was given: a stream of zlib has its chunk in `buffer` while that is worked on, a job of crypto
 * that is not synchronous has its callback in `ondone`. Both are private. Without them it counts as done.
 */
function isJobUnderWay(job: object): boolean {
  return isCompressing(job) || typeof (job as { ondone?: unknown }).ondone === "function";
}

function isCompressing(job: object | undefined): boolean {
  const { buffer } = (job ?? {}) as { buffer?: unknown };
  return buffer !== undefined && buffer !== null;
}

/**
 * The delay of a timer. Node has no public way to ask for it: `_idleTimeout` is private, and has been there on every version.
 * Without it a timer counts as due at once: it is waited for, at most until the deadline.
 */
function delayOf(timer: object): number {
  const { _idleTimeout: delay } = timer as { _idleTimeout?: unknown };
  return typeof delay === "number" ? delay : 0;
}
