import type { Duplex } from "node:stream";
import type { Clock } from "../clock.js";
import type { BeginDrainOptions } from "../drain.js";
import type { DrainCounts, DrainResult } from "../report.js";
import { type Deferred, deferred } from "../support/deferred.js";
import type { Connection } from "./connections/connection.js";
import { ConnectionTracker, isDraining } from "./connections/connection-tracker.js";
import { inTurns } from "./connections/in-turns.js";
import type { DrainOptions } from "./drain.js";
import { beginDrainOptions } from "./drain-options.js";
import { createHolds, type Holds } from "./holds.js";
import type { Limits } from "./limits.js";
import { adoptAtResponse, closeIdle, cutUntracked } from "./server/untracked.js";
import { createWatchedServers, type WatchedServers } from "./server/watched-servers.js";

/**
 * Closing idle connections may take this share of the time from the idle grace to the deadline: a grace of a quarter
 * ends at half.
 */
const CLOSING_SHARE = 1 / 3;

/** How long to wait after a cut until the sockets have emitted `close`. */
const CUT_SETTLE_MS = 100;

/** Functions of the application for one drain. None of them throws. */
export type DrainCallbacks = Required<Pick<DrainOptions, "admits" | "onCut" | "onError">>;

/**
 * One drain from its start to its end: what happens at the signal, when the idle grace is over, at the deadline, and
 * when nothing is open any more. The stage itself is the tracker's.
 */
export class DrainSteps {
  readonly tracker: ConnectionTracker;
  readonly holds: Holds;
  readonly servers: WatchedServers;
  readonly #clock: Clock;
  readonly #limits: Limits;
  readonly #aborter = new AbortController();
  /** Aborted when the drain begins. */
  readonly signal: AbortSignal = this.#aborter.signal;
  #startedAt = 0;
  #stopAdopting = () => {};
  #result: Deferred<DrainResult> | undefined;

  constructor(clock: Clock, limits: Limits, { admits, onCut, onError }: DrainCallbacks) {
    this.#clock = clock;
    this.#limits = limits;
    const changed = () => this.#changed();
    this.tracker = new ConnectionTracker(clock, limits, { changed, onCut, onError });
    this.holds = createHolds(clock, changed);
    this.servers = createWatchedServers(this.tracker, admits);
  }

  /** From here on every response says close. The server still accepts, and what happens is counted. */
  disableKeepAlive(): DrainCounts {
    const { tracker, servers } = this;
    if (tracker.stage !== "serving") return tracker.counts;
    for (const exchange of tracker.requests.removeAll()) tracker.trackExchange(exchange);
    tracker.stage = "keep-alive-disabled";
    tracker.counts.connections.total = tracker.connections.size;
    servers.disableKeepAlive();
    for (const connection of tracker.connections.values())
      tracker.attempt(() => connection.disableKeepAlive?.());
    return tracker.counts;
  }

  /** Begins the drain. Later calls return the first one's promise, and their options are not looked at. */
  drain(options: BeginDrainOptions = {}): Promise<DrainResult> {
    if (this.#result) return this.#result.promise;
    beginDrainOptions(options, "");
    this.#result = deferred();
    // After `#result` is set: listeners of the application are called, and may ask for the result.
    this.#start(options);
    return this.#result.promise;
  }

  #start({ reason, cause, idleGraceMs, drainMs }: BeginDrainOptions): void {
    const limits = this.#limits;
    const { tracker } = this;
    this.disableKeepAlive();
    this.#startedAt = this.#clock.now();
    limits.idleGraceMs = idleGraceMs ?? limits.idleGraceMs;
    limits.drainMs = drainMs ?? limits.drainMs;
    limits.upgradeGraceMs = Math.min(limits.upgradeGraceMs, limits.drainMs);
    tracker.halfTimeAt = this.#startedAt + limits.drainMs / 2;
    tracker.stage = "draining";
    this.servers.drain();
    // After the stage is set: a listener of the application may add a server.
    this.#aborter.abort(reason && new DOMException(reason, { name: "AbortError", cause }));
    this.#stopAdopting = adoptAtResponse(tracker);
    void this.#eachConnection((connection) => connection.drain?.());
    tracker.later(limits.idleGraceMs, () => this.#idleGraceElapsed());
    tracker.later(limits.upgradeGraceMs / 2, () => this.startCloseHandshakes());
    tracker.later(limits.drainMs, () => this.cut());
    this.#clock.turn(() => this.#changed());
  }

  /** Closes one connection a turn: bytes that are readable must be read before a connection counts as idle. */
  async #idleGraceElapsed(): Promise<void> {
    const { tracker } = this;
    if (tracker.stage !== "draining") return;
    tracker.stage = "grace-over";
    await tracker.idleCheck.run();
    const overMs = (this.#startedAt + this.#limits.drainMs - this.#clock.now()) * CLOSING_SHARE;
    await this.#eachConnection((connection, socket) => {
      if (tracker.stage === "grace-over" && !tracker.late.has(socket)) connection.idleGraceElapsed?.();
    }, overMs);
    this.#changed();
  }

  /** From now on the engine sends close frames to WebSockets. The application may have closed its own before. */
  startCloseHandshakes(): void {
    const { tracker } = this;
    if (tracker.mayCloseWebSockets) return;
    tracker.mayCloseWebSockets = true;
    if (isDraining(tracker)) void this.#eachConnection((connection) => connection.startCloseHandshake?.());
  }

  /** Cuts what is left, and ends the drain as soon as the sockets have noticed. */
  cut(): void {
    const { tracker, servers } = this;
    if (tracker.stage === "cutting" || tracker.stage === "done") return;
    tracker.stage = "cutting";
    servers.cut();
    this.cutHolds();
    const idle = tracker.idleCheck.now();
    void this.#eachConnection((connection) => tracker.cut(connection, idle)).then(() => {
      this.#changed();
      tracker.later(CUT_SETTLE_MS, async () => {
        for (const server of servers.open) tracker.counts.connections.untracked += await cutUntracked(server);
        this.#finish();
      });
    });
  }

  cutHolds(): void {
    for (const hold of this.holds.cut()) this.tracker.recordCut(hold);
  }

  #changed(): void {
    const { tracker, servers, holds } = this;
    if (tracker.stage === "done" || !this.#result) return;
    if (tracker.connections.size === 0 && servers.open.size === 0 && holds.size === 0) {
      this.#finish();
      return;
    }
    // Connections that are open and not tracked existed before the engine was attached.
    if (tracker.stage === "grace-over" && tracker.connections.size === 0)
      for (const server of servers.open) closeIdle(server);
  }

  /** Removes every event listener and timer, whatever is still open. */
  stop(): void {
    this.tracker.stage = "done";
    this.#stopAdopting();
    this.servers.stop();
    this.tracker.clear();
  }

  #finish(): void {
    const { tracker } = this;
    if (tracker.stage === "done") return;
    this.stop();
    const durationMs = this.#clock.now() - this.#startedAt;
    this.#result?.resolve({ ...tracker.counts, durationMs, cuts: tracker.cuts });
  }

  /** Goes by socket: before its turn comes, a connection may be upgraded, or be gone. */
  #eachConnection(act: (connection: Connection, socket: Duplex) => void, overMs?: number): Promise<void> {
    const { tracker } = this;
    const { connections } = tracker;
    const actOn = (socket: Duplex) => {
      const connection = connections.get(socket);
      if (connection) tracker.attempt(() => act(connection, socket));
    };
    return inTurns([...connections.keys()], this.#clock, actOn, overMs);
  }
}
