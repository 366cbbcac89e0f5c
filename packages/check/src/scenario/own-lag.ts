const EVERY_MS = 20;
/** Shorter pauses are normal on a busy machine. */
const LAG_MS = 60;

let users = 0;
let timer: NodeJS.Timeout | undefined;
let lastTurn = 0;
let pauses: { endedAt: number; ms: number }[] = [];

/** Watches for pauses in which this process did not run. Returns the undo. */
export function watchOwnLag(): () => void {
  users += 1;
  lastTurn = performance.now();
  timer ??= setInterval(() => {
    const now = performance.now();
    if (now - lastTurn > LAG_MS) pauses.push({ endedAt: now, ms: now - lastTurn });
    lastTurn = now;
  }, EVERY_MS).unref();
  return () => {
    users -= 1;
    if (users > 0) return;
    clearInterval(timer);
    timer = undefined;
    pauses = [];
  };
}

/** The longest pause of this process since `moment`, in milliseconds. */
export function longestPauseSince(moment: number): number {
  const underWay = timer === undefined ? 0 : performance.now() - lastTurn;
  return Math.max(underWay, ...pauses.filter(({ endedAt }) => endedAt >= moment).map(({ ms }) => ms));
}

/**
 * The earliest time at which something that is noticed now may have happened: now, or the beginning of a pause of this
 * process. A pause must not count against the server.
 */
export function happenedAt(): number {
  const now = performance.now();
  return timer !== undefined && now - lastTurn > LAG_MS ? lastTurn : now;
}
