const EVERY_MS = 20;
/** Shorter pauses are normal on a busy machine. */
const LAG_MS = 60;

interface Pause {
  readonly endedAt: number;
  readonly ms: number;
}

let users = 0;
let timer: NodeJS.Timeout | undefined;
let lastTurn = 0;
let pauses: Pause[] = [];

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

/** The longest time since a moment in which this process was not running, in milliseconds. */
export const longestPauseSince = (moment: number): number =>
  Math.max(0, ...pausesSince(moment).map(({ ms }) => ms));

/** For how long since a moment this process was not running, all in all, in milliseconds. */
export const pausedSince = (moment: number): number =>
  pausesSince(moment).reduce((sum, { endedAt, ms }) => sum + Math.min(ms, endedAt - moment), 0);

/** Includes a pause that has not been recorded yet: the caller runs at its end. */
function pausesSince(moment: number): Pause[] {
  const now = performance.now();
  const underWay =
    timer !== undefined && now - lastTurn > LAG_MS ? [{ endedAt: now, ms: now - lastTurn }] : [];
  return [...pauses, ...underWay].filter(({ endedAt }) => endedAt >= moment);
}

/**
 * The earliest time at which something that is noticed now may have happened: now, or the beginning of a pause of this
 * process. A pause must not count against the server.
 *
 * After a pause the timers are called first. What happened meanwhile is noticed in the same turn, which may pause once
 * more before that.
 */
export function happenedAt(): number {
  const now = performance.now();
  if (timer === undefined) return now;
  const last = pauses.at(-1);
  if (last?.endedAt === lastTurn) return last.endedAt - last.ms;
  return now - lastTurn > LAG_MS ? lastTurn : now;
}
