const EVERY_MS = 20;
/** What a busy machine takes from a process in the ordinary course. */
const LAG_MS = 60;

let users = 0;
let timer: NodeJS.Timeout | undefined;
let lastTurn = 0;
let pauses: { endedAt: number; ms: number }[] = [];

/** Watches for moments in which this process was not running; returns what ends that. */
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

/** The longest time since a moment in which this process was not running, in milliseconds. */
export function longestPauseSince(moment: number): number {
  const underWay = timer === undefined ? 0 : performance.now() - lastTurn;
  return Math.max(underWay, ...pauses.filter(({ endedAt }) => endedAt >= moment).map(({ ms }) => ms));
}

/**
 * When something that is seen now happened at the earliest: where this process was not running before, that is when it
 * ran last. A server is not charged with the time in which nobody looked.
 */
export function happenedAt(): number {
  const now = performance.now();
  return timer !== undefined && now - lastTurn > LAG_MS ? lastTurn : now;
}
