import { Server as NetServer } from "node:net";
import type { Clock } from "../clock.js";
import type { Server } from "../target.js";

const QUIET_TURNS = 3;
/** What a turn may take to be a short one: in a long one, somebody may have come since the kernel was asked. */
const SHORT_TURN_MS = 0.2;
/** How long to wait for a short turn. */
const SHORT_TURN_WITHIN_MS = 100;
/** How long to wait for a turn in which nobody comes. */
const GIVE_UP_MS = 1_000;

/**
 * Stops listening in a quiet turn: one that accepted nothing and took no time, the fourth at the earliest. Closing at
 * once would reset the connections which the kernel has accepted and Node has not (26 of 100 in a burst round the signal;
 * 0 of 500 this way). Node accepts one connection a turn, so a turn without one means that the kernel has none left.
 *
 * A busy server has no short turns: after 100 ms any turn that accepts nothing will do, and after a second it closes all the
 * same, since a server to which somebody comes in every turn must stop as well.
 *
 * It calls `close` of `net`, not of the server: `http.Server.close` also destroys idle connections with a request under
 * way to them, truncates responses that are not flushed, and stops the header timeouts.
 */
export function closeListener(server: Server, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    let accepted = false;
    let turns = 0;
    const began = clock.now();
    let last = began;
    const onConnection = () => {
      accepted = true;
    };
    server.on("connection", onConnection);
    const turn = () => {
      const now = clock.now();
      const isShort = now - last < SHORT_TURN_MS || now - began >= SHORT_TURN_WITHIN_MS;
      const isQuiet = ++turns > QUIET_TURNS && !accepted && isShort;
      if (isQuiet || now - began >= GIVE_UP_MS || !server.listening) {
        server.off("connection", onConnection);
        if (server.listening) NetServer.prototype.close.call(server);
        return resolve();
      }
      accepted = false;
      last = now;
      clock.turn(turn);
    };
    clock.turn(turn);
  });
}
