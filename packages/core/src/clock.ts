/**
 * Time, as the engine and the lifecycle see it. Tests put a fake in its place and move it by hand;
 * nothing else in this package reads a clock or sets a timer.
 */
export interface Clock {
  /** Milliseconds on a clock that never jumps. Only differences mean anything. */
  now(): number;
  /**
   * Calls `run` once, `ms` milliseconds from now; the function returned calls it off.
   * The timer keeps the process alive on purpose: a wait with a bound must reach its bound even when nothing
   * else is left in the event loop. Whoever sets one therefore clears it as soon as the wait is over. With `keepsAlive`
   * false, by default true, it does not: for what nobody waits for.
   */
  after(ms: number, run: () => void, keepsAlive?: boolean): () => void;
  /** Calls `run` in the next turn of the event loop, after the sockets that are readable now were read. */
  turn(run: () => void): void;
}

/** Node's own timers. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after(ms, run, keepsAlive = true) {
    const timer = setTimeout(run, ms);
    if (!keepsAlive) timer.unref();
    return () => clearTimeout(timer);
  },
  turn(run) {
    setImmediate(run);
  },
};
