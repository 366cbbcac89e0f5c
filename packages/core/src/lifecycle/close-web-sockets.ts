import type { Clock } from "../clock.js";
import { createNoticePacer } from "../engine/connections/pacer.js";
import { closeFrameDelayMs, placeOf } from "../engine/connections/spread.js";
import type { WebSocketServerLike } from "../plan.js";

/** Going away (RFC 6455, 7.4.1). */
const GOING_AWAY = 1001;

export interface CloseWebSocketsOptions {
  readonly clock: Clock;
  readonly spreadMs: number;
  readonly upgradeGraceMs: number;
  readonly attempt: (option: string, call: () => unknown) => unknown;
}

/**
 * Closes every client of the WebSocket servers of a plan through their own API, each at its place in the spread, all
 * within half of the grace, and without blocking the event loop. Returns a function that closes the rest at once, for
 * the end of the drain: clients that are still open then belong to servers that it does not watch.
 */
export function closeWebSockets(
  servers: readonly WebSocketServerLike[],
  { clock, spreadMs, upgradeGraceMs, attempt }: CloseWebSocketsOptions,
): () => void {
  const clients: { close(code: number): void }[] = [];
  for (const server of servers) {
    attempt("webSockets", () => {
      for (const client of server.clients) clients.push(client);
    });
  }
  const pace = createNoticePacer(clock, upgradeGraceMs, (ms, run) => clock.after(ms, run));
  const waiting = new Map(
    clients.map((client, n) => {
      const close = () => {
        waiting.delete(close);
        pace(() => attempt("webSockets", () => client.close(GOING_AWAY)));
      };
      return [close, clock.after(closeFrameDelayMs(placeOf(n), spreadMs, upgradeGraceMs / 2), close)];
    }),
  );
  return () => {
    for (const [close, stop] of waiting) {
      stop();
      close();
    }
  };
}
