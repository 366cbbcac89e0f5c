import { Server as NetServer } from "node:net";
import type { Clock } from "../clock.js";
import type { Server } from "../target.js";

const QUIET_TURNS = 3;
const QUIET_TURN_MS = 0.2;
const GIVE_UP_MS = 100;

/**
 * Stops listening in a quiet turn: one that accepted nothing and took no time, the fourth at the earliest. Closing at
 * once would reset the connections which the kernel has accepted and Node has not (26 of 100 in a burst round the signal;
 * 0 of 500 this way). After 100 ms it closes all the same: a server that is never quiet must stop as well.
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
      const quiet = !accepted && now - last < QUIET_TURN_MS && ++turns > QUIET_TURNS;
      if (quiet || now - began >= GIVE_UP_MS || !server.listening) {
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
