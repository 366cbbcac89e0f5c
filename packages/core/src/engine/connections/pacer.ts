import type { Clock } from "../../clock.js";
import { NOTIFY_BUDGET_MS, NOTIFY_PAUSE_MS } from "../limits.js";

/**
 * Returns a function that runs its argument at once until `budgetMs` is spent. Further calls are queued and run when
 * `next` says so, by default in the next turn, again for at most `budgetMs`. It is needed when the timers of thousands
 * of connections are due in one turn.
 */
export function createPacer(
  clock: Clock,
  budgetMs: number,
  next: (turn: () => void) => void = (turn) => clock.turn(turn),
): (run: () => void) => void {
  let waiting: (() => void)[] = [];
  let done = 0;
  let spentMs = 0;

  const runTimed = (run: () => void) => {
    const startedAt = clock.now();
    run();
    spentMs += clock.now() - startedAt;
  };
  const turn = () => {
    spentMs = 0;
    while (done < waiting.length && spentMs < budgetMs) runTimed(waiting[done++] as () => void);
    if (done < waiting.length) return next(turn);
    waiting = [];
    done = 0;
  };
  return (run) => {
    if (waiting.length === 0 && spentMs < budgetMs) runTimed(run);
    else if (waiting.push(run) === 1) next(turn);
  };
}

/**
 * A pacer for notices that clients answer, such as a close frame. After each batch it leaves the event loop to the
 * answers. However many clients there are, all notices are sent within a third of `graceMs`, which is the time that the
 * clients have to answer.
 */
export function createNoticePacer(
  clock: Clock,
  graceMs: number,
  later: (ms: number, run: () => void) => void,
): (run: () => void) => void {
  let pauseUntil: number | undefined;
  return createPacer(clock, NOTIFY_BUDGET_MS, (turn) => {
    pauseUntil ??= clock.now() + graceMs / 3;
    if (clock.now() < pauseUntil) later(NOTIFY_PAUSE_MS, turn);
    else clock.turn(turn);
  });
}
