import type { Duplex } from "node:stream";
import type { Clock } from "../../clock.js";
import type { Server } from "../../target.js";
import type { Connection } from "./connection.js";
import { holderOf, idleSockets } from "./idle-sockets.js";
import { inTurns } from "./in-turns.js";

/** The pause before the next check, as a multiple of the time that Node took: Node visits all its connections. */
const PAUSE_FACTOR = 20;

/** Finds out which connections are idle, by asking Node about all of them at once. */
export interface IdleCheck {
  /** Asks at once, within this turn. Calls no method of a connection. */
  now(): ReadonlySet<Duplex>;
  /**
   * Calls `recordBytes` of each connection, asks Node, and calls `confirmIdle` of those that Node takes for idle.
   * Resolves when the bytes that were readable meanwhile are read.
   */
  run(): Promise<void>;
}

export function createIdleCheck(
  clock: Clock,
  connections: ReadonlyMap<Duplex, Connection>,
  servers: Iterable<Server>,
  later: (ms: number, run: () => void) => void,
): IdleCheck {
  let last: Promise<void> = Promise.resolve();
  /** The check that has not asked Node yet. All callers of `run` share it. */
  let next: Promise<void> | undefined;
  let pauseUntil = 0;

  /** Where Node cannot be asked, every connection without a request counts as idle. */
  const ask = (holders: ReadonlySet<object>) => idleSockets(servers, holders) ?? [...connections.keys()];

  async function check(): Promise<void> {
    const pauseMs = pauseUntil - clock.now();
    if (pauseMs > 0) await new Promise<void>((resolve) => later(pauseMs, resolve));
    const holders = new Set<object>();
    // Bytes first: a connection that Node takes for idle later, and that has received nothing since, is idle now.
    await inTurns([...connections.keys()], clock, (socket) => {
      const connection = connections.get(socket);
      if (!connection?.recordBytes) return;
      connection.recordBytes();
      holders.add(holderOf(socket));
    });
    // In a turn of its own: Node answers in one call, however many connections there are.
    await new Promise<void>((resolve) => clock.turn(resolve));
    next = undefined;
    const startedAt = clock.now();
    const idle = ask(holders);
    pauseUntil = clock.now() + PAUSE_FACTOR * (clock.now() - startedAt);
    await inTurns(idle, clock, (socket) => connections.get(socket)?.confirmIdle?.());
  }

  return {
    now() {
      const holders = new Set<object>();
      for (const [socket, { recordBytes }] of connections) if (recordBytes) holders.add(holderOf(socket));
      return new Set(ask(holders));
    },
    run() {
      next ??= last = last.then(check);
      return next;
    },
  };
}
