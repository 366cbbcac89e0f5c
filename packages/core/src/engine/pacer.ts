import type { Clock } from "../clock.js";

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
  let spentMs = 0;

  const spend = (run: () => void) => {
    const began = clock.now();
    run();
    spentMs += clock.now() - began;
  };
  const turn = () => {
    spentMs = 0;
    let done = 0;
    for (const run of waiting) {
      spend(run);
      done++;
      if (spentMs >= budgetMs) break;
    }
    waiting = waiting.slice(done);
    if (waiting.length > 0) next(turn);
  };
  return (run) => {
    if (waiting.length === 0 && spentMs < budgetMs) spend(run);
    else if (waiting.push(run) === 1) next(turn);
  };
}
