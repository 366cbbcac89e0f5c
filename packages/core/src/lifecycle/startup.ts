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
   * Calls `run` once, as soon as start-up is over and a server listens, which may be at once. Returns the undo. Call
   * the undo while the servers still listen: what they show is noted then.
   */
  onServing(run: () => void): () => void;
}

export function createStartup(mode: ResolvedPlan["startup"], core: { readonly listening: boolean }): Startup {
  let hasStarted = false;
  let serving: (() => void) | undefined;
  let stopWatching = () => {};

  const isStarted = () => hasStarted || (mode === "automatic" && core.listening);
  const update = () => {
    if (!serving || !isStarted() || !core.listening) return;
    const run = serving;
    forget();
    run();
  };
  const forget = () => {
    hasStarted = isStarted();
    serving = undefined;
    stopWatching();
  };

  return {
    get isStarted() {
      return isStarted();
    },
    end() {
      hasStarted = true;
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
