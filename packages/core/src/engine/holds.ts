import type { Clock } from "../clock.js";
import { expected } from "../planning/validate/rule.js";
import type { Cut } from "../report.js";
import { isThenable } from "../support/is-thenable.js";

/** Work other than a request that keeps the drain open: a job, a queue message, a cron run. */
export interface Holds {
  readonly size: number;
  names(): string[];
  /** Adds a hold. It ends when the returned function is called, or when `work` settles. */
  add(name: string, work?: PromiseLike<unknown>): () => void;
  cut(): Cut[];
}

export function createHolds(clock: Clock, changed: () => void): Holds {
  const open = new Set<{ name: string; since: number }>();
  return {
    get size() {
      return open.size;
    },
    names: () => [...open].map(({ name }) => name),
    add(name, work) {
      if (work !== undefined && !isThenable(work)) {
        expected(`hold("${name}")`, "given a promise", work);
      }
      const hold = { name, since: clock.now() };
      open.add(hold);
      const end = () => {
        // A turn later: a reply that is sent in the next tick comes before what closes its connection.
        if (open.delete(hold)) clock.turn(changed);
      };
      // By a promise of ours: a `then` that throws must not leave the hold behind.
      if (work) Promise.resolve(work).then(end, end);
      return end;
    },
    cut() {
      const now = clock.now();
      const cuts = [...open].map(({ name, since }): Cut => ({ kind: "hold", name, ageMs: now - since }));
      open.clear();
      return cuts;
    },
  };
}
