import type { Clock } from "../../clock.js";
import { NOTIFY_BUDGET_MS, NOTIFY_PAUSE_MS } from "../limits.js";

/**
 * Runs things as they come, as long as they took less than `budgetMs` in all; then the others wait for `next`, by default the
 * next turn, and so on. For what falls due in one moment for thousands of connections: their timers all run in one turn of
 * the event loop.
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
 * For telling clients to go, who answer: leaves the event loop to the answers after each batch. However many there are, all
 * are told while they have time to answer, of which there is `graceMs`.
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
