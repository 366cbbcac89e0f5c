import { createHook } from "node:async_hooks";
import { watchOutgoingRequests } from "./outgoing-requests.js";

/** Work of the application that is in progress although no promise or request waits for it. */
export interface LateWork {
  /**
   * No request is in flight any more. What is begun from now on, by releases, does not count, except in the thread
   * pool.
   */
  drained(): void;
  /** The lifecycle is closed. For a moment, new work counts again: callbacks of the last responses may begin it. */
  closed(): void;
  /**
   * Whether to wait: the thread pool is at work, a request to another server that counts is not answered yet, or a
   * timer that counts is due before `deadlineMs` (of `performance.now()`).
   */
  isUnderWay(deadlineMs: number): boolean;
  stop(): void;
}

/**
 * How long new work counts after the lifecycle is closed: a read or a DNS lookup that was started with a response ends
 * within this time.
 */
const LAST_WORK_MS = 100;

/**
 * Records from now on which timers are set, which requests are sent to other servers and which jobs the thread pool
 * gets. Otherwise an audit line that is written a second after its response would be lost, although most of the budget
 * is left. It uses `async_hooks` for the time of a shutdown: Node lists neither timers nor the jobs of zlib and crypto
 * in its thread pool.
 *
 * An interval, and a timer that sets itself again, are waited for once.
 */
export function watchLateWork(): LateWork {
  const timers = new Map<number, { timer: { hasRef?: () => boolean }; dueMs: number }>();
  const jobs = new Map<number, object>();
  let countsUntil = Number.POSITIVE_INFINITY;
  const counts = () => performance.now() < countsUntil;
  const outgoing = watchOutgoingRequests(counts);

  const hook = createHook({
    init(id, type, _trigger, resource) {
      if (type === "ZLIB" || type.endsWith("REQUEST")) jobs.set(id, resource);
      else if (type === "Timeout" && counts())
        timers.set(id, { timer: resource, dueMs: performance.now() + delayOf(resource) });
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
      countsUntil = 0;
    },
    closed() {
      countsUntil = performance.now() + LAST_WORK_MS;
    },
    isUnderWay(deadlineMs) {
      return (
        outgoing.areUnderWay ||
        [...jobs.values()].some(isJobUnderWay) ||
        [...timers.values()].some(({ timer, dueMs }) => dueMs < deadlineMs && timer.hasRef?.() !== false)
      );
    },
    stop() {
      hook.disable();
      outgoing.stop();
    },
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
