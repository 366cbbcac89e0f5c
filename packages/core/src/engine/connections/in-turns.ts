import type { Clock } from "../../clock.js";

/**
 * Does something to many things without holding the event loop: stops after `budgetMs` in one turn and goes on in the
 * next, after sockets were read. With a budget of 0 ms it is one thing a turn.
 */
export function inTurns<T>(
  things: Iterable<T>,
  clock: Clock,
  budgetMs: number,
  act: (thing: T) => void,
): Promise<void> {
  const iterator = things[Symbol.iterator]();
  return new Promise((resolve) => {
    const turn = () => {
      const began = clock.now();
      do {
        const { done, value } = iterator.next();
        if (done) return resolve();
        act(value);
      } while (clock.now() - began < budgetMs);
      clock.turn(turn);
    };
    clock.turn(turn);
  });
}
