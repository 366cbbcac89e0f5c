import type { Duplex } from "node:stream";
import type { Clock } from "../clock.js";
import type * as words from "../drain.js";
import type { Server } from "../target.js";
import type { Limits } from "./limits.js";

/** The public options of a drain, and those that only the lifecycle sets. */
export interface DrainOptions extends words.DrainOptions, Partial<Limits> {
  /** A fake clock, for tests. @default Node's own timers */
  clock?: Clock;
}

/** The engine as the lifecycle knows it. */
export interface Drain extends words.Drain {
  /** The servers that are watched: not those that were closed while they served. */
  readonly servers: ReadonlySet<Server>;
  /**
   * With `deferWebSocketClose`: the application has closed its WebSockets. Those still open get the engine's close
   * frame from now on.
   */
  startCloseHandshakes(): void;
  /**
   * Lets `close` close the WebSocket on a socket in place of the engine's close frame. It is called at the place of the
   * WebSocket in the spread, after the answer that its client waits for. Returns false if the engine knows no WebSocket
   * there, or has sent it a close frame already.
   */
  closeWebSocket(socket: Duplex, close: () => void): boolean;
  /**
   * Stops tracking and gives the servers back as they were. Call it only before the drain. The drain cannot begin
   * afterwards.
   */
  abandon(): void;
}
