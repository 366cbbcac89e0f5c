import { watchReached } from "../adapter/listening.js";
import type { ResolvedPlan } from "../planning/resolve-plan.js";

/** When start-up is over: when a server listens, or when the application says so. It stays over. */
export interface Startup {
  readonly isOver: boolean;
  /** The application says so. */
  end(): void;
  /** Looks again: a server that listens already came along. */
  look(): void;
  /** Calls `run` once, as soon as start-up is over and a server listens, at once where that is so. Returns the undo. */
  whenServing(run: () => void): () => void;
}

export function createStartup(mode: ResolvedPlan["startup"], core: { readonly listening: boolean }): Startup {
  let isOver = false;
  let serving: (() => void) | undefined;
  let stopWatching = () => {};

  const settle = () => {
    isOver ||= mode === "automatic" && core.listening;
    return isOver;
  };
  const look = () => {
    if (!serving || !settle() || !core.listening) return;
    const run = serving;
    forget();
    run();
  };
  const forget = () => {
    serving = undefined;
    stopWatching();
  };

  return {
    get isOver() {
      return settle();
    },
    end() {
      isOver = true;
      look();
    },
    look,
    whenServing(run) {
      serving = run;
      stopWatching = watchReached(look);
      look();
      return forget;
    },
  };
}
