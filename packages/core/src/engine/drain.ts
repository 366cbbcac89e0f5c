import type { Clock } from "../clock.js";
import type * as words from "../drain.js";
import type { Limits } from "./limits.js";

/** The public options of a drain, and those that only the lifecycle sets. */
export interface DrainOptions extends words.DrainOptions, Partial<Limits> {
  /** A fake clock, for tests. @default Node's own timers */
  clock?: Clock;
}

/** The engine as the lifecycle knows it. */
export interface Drain extends words.Drain {
  /**
   * With `deferWebSocketClose`: the application has closed its WebSockets. Those still open get the engine's close
   * frame from now on.
   */
  startCloseHandshakes(): void;
}
