import type { Clock } from "./clock.js";
import { GracefulError } from "./errors.js";

/**
 * Waits for somebody else's work for `ms` milliseconds at most, then rejects with `TIMED_OUT`. The work itself cannot be
 * stopped: what it does later is ignored, a late rejection too.
 */
export function within<T>(work: () => T | PromiseLike<T>, ms: number, clock: Clock, what: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = clock.after(ms, () => {
      reject(new GracefulError("TIMED_OUT", `${what} did not end within ${Math.round(ms)} ms`));
    });
    // Inside a promise, so that what is thrown at once is a rejection like any other.
    new Promise<T>((settle) => settle(work())).then(resolve, reject).finally(stop);
  });
}
