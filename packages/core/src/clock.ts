/**
 * Time, as the engine and the lifecycle see it: neither reads a clock or sets a timer in another way. Tests use a fake
 * clock and move it by hand.
 */
export interface Clock {
  /** Milliseconds on a clock that never jumps. Only differences mean anything. */
  now(): number;
  /**
   * Calls `run` once, `ms` milliseconds from now; the function returned cancels it. The timer keeps the process alive
   * on purpose: a wait must reach its bound even when nothing else is left in the event loop. Cancel it as soon as the
   * wait is over. With `keepsAlive` false (by default true) it does not keep the process alive.
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
