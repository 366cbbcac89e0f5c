import type { Duplex } from "node:stream";
import type { Clock } from "../../clock.js";
import type { Server } from "../../target.js";
import type { Connection } from "./connection.js";
import { holderOf, idleSockets } from "./idle-sockets.js";
import { inTurns } from "./in-turns.js";

/** The pause before the next check, as a multiple of the time that Node took: Node visits all its connections. */
const PAUSE_FACTOR = 20;

/** Finds out which connections are idle, by asking Node about all of them at once. */
export class IdleCheck {
  readonly #clock: Clock;
  readonly #connections: ReadonlyMap<Duplex, Connection>;
  readonly #servers: Iterable<Server>;
  readonly #later: (ms: number, run: () => void) => void;
  #last: Promise<void> = Promise.resolve();
  /** The check that has not asked Node yet. All callers of `run` share it. */
  #next: Promise<void> | undefined;
  #pauseUntil = 0;

  constructor(
    clock: Clock,
    connections: ReadonlyMap<Duplex, Connection>,
    servers: Iterable<Server>,
    later: (ms: number, run: () => void) => void,
  ) {
    this.#clock = clock;
    this.#connections = connections;
    this.#servers = servers;
    this.#later = later;
  }

  /** Asks at once, within this turn. Calls no method of a connection. */
  now(): ReadonlySet<Duplex> {
    const holders = new Set<object>();
    for (const [socket, { recordBytes: noteBytes }] of this.#connections)
      if (noteBytes) holders.add(holderOf(socket));
    return new Set(this.#ask(holders));
  }

  /**
   * Calls `recordBytes` of each connection, asks Node, and calls `confirmIdle` of those that Node takes for idle.
   * Resolves when the bytes that were readable meanwhile are read.
   */
  run(): Promise<void> {
    this.#next ??= this.#last = this.#last.then(() => this.#check());
    return this.#next;
  }

  async #check(): Promise<void> {
    const clock = this.#clock;
    const connections = this.#connections;
    const pauseMs = this.#pauseUntil - clock.now();
    if (pauseMs > 0) await new Promise<void>((resolve) => this.#later(pauseMs, resolve));
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
    this.#next = undefined;
    const startedAt = clock.now();
    const idle = this.#ask(holders);
    this.#pauseUntil = clock.now() + PAUSE_FACTOR * (clock.now() - startedAt);
    await inTurns(idle, clock, (socket) => connections.get(socket)?.confirmIdle?.());
  }

  /** If Node cannot be asked, every connection without a request counts as idle. */
  #ask(holders: ReadonlySet<object>): Duplex[] {
    return idleSockets(this.#servers, holders) ?? [...this.#connections.keys()];
  }
}
