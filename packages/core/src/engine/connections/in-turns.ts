import type { Clock } from "../../clock.js";
import { TURN_BUDGET_MS } from "../limits.js";

/**
 * Calls `act` with each item without blocking the event loop: after 5 ms it continues in the next turn, so that sockets
 * are read in between. With `overMs` it handles one item per turn, or more if it would otherwise take longer than
 * `overMs` in all.
 */
export function inTurns<T>(
  items: readonly T[],
  clock: Clock,
  act: (item: T) => void,
  overMs = 0,
): Promise<void> {
  const startedAt = clock.now();
  let done = 0;
  return new Promise((resolve) => {
    const turn = () => {
      const now = clock.now();
      const due = overMs > 0 ? (items.length * (now - startedAt)) / overMs : items.length;
      while (done < items.length) {
        act(items[done++] as T);
        if (done >= due || clock.now() - now >= TURN_BUDGET_MS) break;
      }
      if (done < items.length) clock.turn(turn);
      else resolve();
    };
    clock.turn(turn);
  });
}
