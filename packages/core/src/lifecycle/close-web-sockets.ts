import type { Duplex } from "node:stream";
import { createNoticePacer } from "../engine/connections/pacer.js";
import { closeFrameDelayMs, placeOf } from "../engine/connections/spread.js";
import type { ShutdownParts } from "./shutdown-parts.js";

/** Going away (RFC 6455, 7.4.1). */
const GOING_AWAY = 1001;

/**
 * Closes every client of the WebSocket servers of a plan through their own API. A client whose socket the engine knows
 * is closed when the engine says so. The others are spread over half of the grace, without blocking the event loop.
 * Returns a function that closes the rest at once: call it when the drain is over, which does not wait for clients that
 * the engine does not know.
 */
export function closeWebSockets(
  { plan, clock, drain, attempt }: ShutdownParts,
  upgradeGraceMs: number,
): () => void {
  const unknown: (() => void)[] = [];
  for (const server of plan.webSockets) {
    void attempt("webSockets", () => {
      for (const client of server.clients) {
        const close = () => void attempt("webSockets", () => client.close(GOING_AWAY));
        const socket = socketOf(client);
        if (!socket || !drain.closeWebSocket(socket, close)) unknown.push(close);
      }
    });
  }
  const pace = createNoticePacer(clock, upgradeGraceMs, (ms, run) => clock.after(ms, run));
  const waiting = new Map(
    unknown.map((closeClient, n) => {
      const close = () => {
        waiting.delete(close);
        pace(closeClient);
      };
      return [close, clock.after(closeFrameDelayMs(placeOf(n), plan.spreadMs, upgradeGraceMs / 2), close)];
    }),
  );
  return () => {
    for (const [close, stop] of waiting) {
      stop();
      close();
    }
  };
}

/**
 * `ws` has no public name for the socket of a client. Without the socket the engine cannot tell whether a client waits
 * for an answer.
 */
function socketOf(client: object): Duplex | undefined {
  const { _socket: socket } = client as { _socket?: Duplex | null };
  return socket ?? undefined;
}
