import { onServerListening } from "../adapter/discover-servers.js";
import type { ResolvedPlan } from "../planning/resolve-plan.js";

/**
 * Whether start-up is over: once a server listens, at once without a server, or once the application says so. It stays
 * over.
 */
export interface Startup {
  readonly isStarted: boolean;
  /** Ends start-up: the application calls it. */
  end(): void;
  /** Checks again, after a server was added that may already listen. */
  update(): void;
  /**
   * Calls `run` once, as soon as start-up is over and a server listens, which may be at once. Returns the undo.
   */
  onServing(run: () => void): () => void;
}

export function createStartup(mode: ResolvedPlan["startup"], core: { readonly listening: boolean }): Startup {
  let isStarted = false;
  let serving: (() => void) | undefined;
  let stopWatching = () => {};

  const settle = () => {
    isStarted ||= mode === "automatic" && core.listening;
    return isStarted;
  };
  const update = () => {
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
    get isStarted() {
      return settle();
    },
    end() {
      isStarted = true;
      update();
    },
    update,
    onServing(run) {
      serving = run;
      stopWatching = onServerListening(update);
      update();
      return forget;
    },
  };
}
