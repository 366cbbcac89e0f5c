import type { Duplex } from "node:stream";
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
  /**
   * The WebSocket on that socket is closed by `close` in place of the engine's frame: at its place, behind the answer
   * that its client waits for. Returns false where the engine knows of no WebSocket there that is not told.
   */
  closeWebSocket(socket: Duplex, close: () => void): boolean;
  /** Before it began: stops tracking, and gives the servers back as they were. It cannot begin any more. */
  abandon(): void;
}
