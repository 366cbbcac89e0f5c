import type { Clock } from "../clock.js";
import { createNoticePacer } from "../engine/connections/pacer.js";
import type { WebSocketServerLike } from "../plan.js";

/** Going away (RFC 6455, 7.4.1). */
const GOING_AWAY = 1001;

/** Closes every client of the plan's WebSocket servers through their own API, without blocking the event loop. */
export function closeWebSockets(
  servers: readonly WebSocketServerLike[],
  clock: Clock,
  graceMs: number,
  attempt: (option: string, call: () => unknown) => unknown,
): void {
  const clients: { close(code: number): void }[] = [];
  for (const server of servers) {
    attempt("webSockets", () => {
      for (const client of server.clients) clients.push(client);
    });
  }
  const pace = createNoticePacer(clock, graceMs, (ms, run) => clock.after(ms, run));
  // In the next turn: `onDrain` is called first.
  clock.turn(() => {
    for (const client of clients) pace(() => attempt("webSockets", () => client.close(GOING_AWAY)));
  });
}
