import type { Clock } from "../clock.js";
import type * as words from "../drain.js";
import type { Limits } from "./limits.js";

/** What users may say of a drain, and what the lifecycle alone tells the engine. */
export interface DrainOptions extends words.DrainOptions, Partial<Limits> {
  /** Another time than the real one, for tests. @default Node's own timers */
  clock?: Clock;
}

/** The engine as the lifecycle knows it. */
export interface Drain extends words.Drain {
  /** With `deferWebSocketClose`: the application has had its turn, those still open get the engine's close frame. */
  tellWebSockets(): void;
}
