import { knownServers } from "../adapter/known-servers.js";
import type { Release } from "../plan.js";
import type { Server, Target } from "../target.js";

export interface Targets {
  /** Whether no target may have a server. */
  readonly isEmpty: boolean;
  /** Adds a target and starts to find its servers. */
  add(target: Target): void;
  /** The names of the targets that may have a server and have none. */
  withoutServer(): string[];
  /** The functions to call when the drain begins, each with the name of its framework. */
  readonly drainHooks: readonly (readonly [name: string, call: () => unknown])[];
  /** The frameworks' own shutdowns as releases, by the names of the frameworks. */
  closes(reason: string): Map<string, Release>;
  /** Stops finding servers. `attempt` has to catch what a target throws. */
  stop(attempt: (name: string, stop: () => void) => void): void;
}

export function createTargets(found: (server: Server) => void): Targets {
  const all: { target: Target; hasServer: boolean; stop: () => void }[] = [];
  return {
    get isEmpty() {
      return !all.some(mayListen);
    },
    add(target) {
      const entry = { target, hasServer: false, stop: () => {} };
      entry.stop = target.servers((server) => {
        entry.hasServer = true;
        knownServers.claimed.add(server);
        found(server);
      });
      all.push(entry);
    },
    withoutServer: () =>
      all.filter((entry) => !entry.hasServer && mayListen(entry)).map(({ target }) => target.name),
    get drainHooks() {
      return all.flatMap(({ target }) =>
        target.onDrain ? [[target.name, () => target.onDrain?.()] as const] : [],
      );
    },
    closes(reason) {
      return new Map(
        all.map(({ target }, index) => [
          index === 0 ? target.name : `${target.name} ${index + 1}`,
          () => target.close(reason),
        ]),
      );
    },
    stop(attempt) {
      for (const { target, stop } of all) attempt(target.name, stop);
    },
  };
}

const mayListen = ({ target }: { target: Target }) => target.mayListen?.() !== false;
