import { Server as NetServer } from "node:net";
import type { Clock } from "../../clock.js";
import type { Server } from "../../target.js";
import { isNodeServer } from "../listeners/is-node-server.js";

/**
 * Deno does not ask the kernel in every turn: while it is busy, it accepts nothing for tens of milliseconds, and each
 * turn looks quiet. When it asks, it accepts all that wait, so the best moment to close is the turn in which it has
 * accepted. It sleeps before each turn, and if nobody comes in the first ones, none is waiting: a time alone may pass
 * while the process has no processor. Deno is recognised by name, since nothing public shows the difference.
 */
const IS_DENO = "Deno" in globalThis;
const FIRST_TURNS = IS_DENO ? 50 : 3;
/** In a longer turn, a connection may have arrived since the kernel was asked. */
const SHORT_TURN_MS = 0.05;
/** A busy server has no short turns. So the limit grows with the square of the wait, to this value after a second. */
const SHORT_TURN_AFTER_1S_MS = 10;
/**
 * How long to check every turn. At first few clients connect, since none has been told to close. Soon those that were
 * told connect again.
 */
const EAGER_MS = 2;
const SLEEP_MS = 1;
const BUSY_MS = 25;

/**
 * Stops listening in a quiet turn: a turn that accepted no connection and was short, the fourth at the earliest.
 * Closing at once would reset the connections that the kernel has accepted and Node has not. Node accepts one per turn,
 * so many wait after a burst, and a turn without one means that none waits. On a busy server a longer turn counts as
 * short, the longer the wait. After `giveUpMs` the listener closes nevertheless: a server that accepts a connection in
 * every turn must stop as well.
 *
 * After two milliseconds it sleeps for one before each check: a process that only spins has used up its time slice by
 * then, and may be suspended between the check and the close.
 *
 * After 25 ms it calls `onBusy` once: closing may take long, and every client that is told to close opens a new
 * connection.
 *
 * It calls `close` of `net`, not of the server, where `net` holds it: `http.Server.close` also destroys idle
 * connections with a request on its way to them, truncates responses that are not flushed, and stops the header
 * timeouts.
 */
export function closeListener(
  server: Server,
  clock: Clock,
  giveUpMs: number,
  onBusy?: () => void,
): Promise<void> {
  return new Promise((resolve) => {
    const startedAt = clock.now();
    let turns = 0;
    let accepted = false;
    let turnStartedAt = startedAt;
    let report = onBusy;
    const onConnection = () => {
      accepted = true;
      if (IS_DENO) clock.turn(close);
    };
    server.on("connection", onConnection);

    const close = () => {
      // Do nothing before this: a connection that arrives between the check and the close is reset.
      if (server.listening) closeOf(server).call(server);
      server.off("connection", onConnection);
      resolve();
    };
    const check = () => {
      const now = clock.now();
      const waited = now - startedAt;
      const isShort =
        now - turnStartedAt < Math.max(SHORT_TURN_MS, (waited / 1_000) ** 2 * SHORT_TURN_AFTER_1S_MS);
      const isQuiet = ++turns > FIRST_TURNS && !accepted && isShort;
      if (isQuiet || waited >= giveUpMs || !server.listening) return close();
      if (waited >= BUSY_MS && turns > FIRST_TURNS) {
        report?.();
        report = undefined;
      }
      if (!IS_DENO && (accepted || turns <= FIRST_TURNS || waited < EAGER_MS)) nextTurn();
      else clock.after(SLEEP_MS, nextTurn);
    };
    const nextTurn = () => {
      accepted = false;
      turnStartedAt = clock.now();
      clock.turn(check);
    };
    nextTurn();
  });
}

/** The method of the prototype: one on the server itself, put there by somebody else, may do more. */
function closeOf(server: Server): () => unknown {
  return isNodeServer(server) ? NetServer.prototype.close : Object.getPrototypeOf(server).close;
}
