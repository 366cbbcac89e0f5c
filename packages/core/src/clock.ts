/**
 * Time for the engine and the lifecycle, which read the clock and set timers through this interface only. Tests use a
 * fake clock that they move by hand.
 */
export interface Clock {
  /** Milliseconds of a monotonic clock. Only differences are meaningful. */
  now(): number;
  /**
   * Calls `run` once, `ms` milliseconds from now; the returned function cancels it. By default the timer keeps the
   * process alive: a wait must reach its bound even when nothing else is left in the event loop. Cancel the timer as
   * soon as the wait is over.
   */
  after(ms: number, run: () => void, keepsAlive?: boolean): () => void;
  /** Calls `run` in the next turn of the event loop, after sockets that are readable now have been read. */
  turn(run: () => void): void;
}

/**
 * Taken when the module is loaded. Timers that a test fakes later would stop every bound of a shutdown: `afterAll(() =>
 * lifecycle.shutdown())` would never end.
 */
const { clearTimeout, setImmediate, setTimeout } = globalThis;
const now = performance.now.bind(performance);

/** Node's own timers. */
export const systemClock: Clock = {
  now,
  after(ms, run, keepsAlive = true) {
    const timer = setTimeout(run, ms);
    if (!keepsAlive) timer.unref();
    return () => clearTimeout(timer);
  },
  turn(run) {
    setImmediate(run);
  },
};
