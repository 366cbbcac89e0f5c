import type { Duplex } from "node:stream";
import { systemClock } from "../clock.js";
import type { BeginDrainOptions } from "../drain.js";
import { toError } from "../errors.js";
import { DRAIN_DEFAULTS } from "../planning/drain-defaults.js";
import type { DrainResult } from "../report.js";
import { callSafely } from "../support/call-safely.js";
import { statsOf } from "./collect-stats.js";
import type { Connection } from "./connections/connection.js";
import { ConnectionTracker, isDraining } from "./connections/connection-tracker.js";
import { inTurns } from "./connections/in-turns.js";
import type { Drain, DrainOptions } from "./drain.js";
import { validateBeginDrainOptions, validateDrainOptions } from "./drain-options.js";
import { createHolds } from "./holds.js";
import type { Limits } from "./limits.js";
import { adoptAtResponse, closeIdle, cutUntracked } from "./server/untracked.js";
import { createWatchedServers } from "./server/watched-servers.js";

/**
 * Closing idle connections may take this share of the time from the idle grace to the deadline: a grace of a quarter
 * ends at half.
 */
const CLOSING_SHARE = 1 / 3;

/** How long to wait after a cut until the sockets have emitted `close`. */
const CUT_SETTLE_MS = 100;

/**
 * Makes the engine alone, for one drain. Give it servers with `add`, then call `drain()`.
 *
 * It recognises no platform and has no budget: its defaults are those of a budget of 9 s without releases kept apart,
 * `drainMs` 8100, `idleGraceMs` 1000, `upgradeGraceMs` 3000. It serves no health probe.
 *
 * @throws `GracefulError` with the code `INVALID_OPTION` where an option is unknown or wrong, naming it, what was
 * expected and what was given
 */
export function createDrain(options: DrainOptions = {}): Drain {
  validateDrainOptions(options);
  const {
    clock = systemClock,
    admits = () => false,
    onCut = () => {},
    onError = () => {},
    ...given
  } = options;
  const limits: Limits = { ...DRAIN_DEFAULTS };
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined) Object.assign(limits, { [name]: value });
  }

  const tracker = new ConnectionTracker(clock, limits, {
    changed,
    onCut,
    onError(error) {
      callSafely(
        () => onError(toError(error)),
        () => {},
      );
    },
  });
  const holds = createHolds(clock, changed);
  const servers = createWatchedServers(tracker, admits);
  let stopAdopting = () => {};
  const aborter = new AbortController();
  let startedAt = 0;
  let result: Promise<DrainResult> | undefined;
  let resolve: (outcome: DrainResult) => void;

  function changed(): void {
    if (tracker.stage === "done" || !result) return;
    if (tracker.connections.size === 0 && servers.open.size === 0 && holds.size === 0) {
      finish();
      return;
    }
    // Connections that are open and not tracked existed before the engine was attached.
    if (tracker.stage === "grace-over" && tracker.connections.size === 0)
      for (const server of servers.open) closeIdle(server);
  }

  /** Goes by socket: before its turn comes, a connection may be upgraded, or be gone. */
  function eachConnection(
    act: (connection: Connection, socket: Duplex) => void,
    overMs?: number,
  ): Promise<void> {
    const actOn = (socket: Duplex) => {
      const connection = tracker.connections.get(socket);
      if (connection) act(connection, socket);
    };
    return inTurns([...tracker.connections.keys()], clock, actOn, overMs);
  }

  function startDrain({ reason, cause, ...overrides }: BeginDrainOptions): void {
    drain.disableKeepAlive();
    startedAt = clock.now();
    limits.idleGraceMs = overrides.idleGraceMs ?? limits.idleGraceMs;
    limits.drainMs = overrides.drainMs ?? limits.drainMs;
    limits.upgradeGraceMs = Math.min(limits.upgradeGraceMs, limits.drainMs);
    tracker.halfTimeAt = startedAt + limits.drainMs / 2;
    tracker.stage = "draining";
    servers.drain();
    // After the stage is set: a listener of the application may add a server.
    aborter.abort(reason && new DOMException(reason, { name: "AbortError", cause }));
    stopAdopting = adoptAtResponse(tracker);
    void eachConnection((connection) => connection.drain?.());
    tracker.later(limits.idleGraceMs, idleGraceElapsed);
    tracker.later(limits.upgradeGraceMs / 2, startCloseHandshakes);
    tracker.later(limits.drainMs, cut);
    clock.turn(changed);
  }

  /** Closes one connection a turn: bytes that are readable must be read before a connection counts as idle. */
  async function idleGraceElapsed(): Promise<void> {
    if (tracker.stage !== "draining") return;
    tracker.stage = "grace-over";
    await tracker.idleCheck.run();
    const overMs = (startedAt + limits.drainMs - clock.now()) * CLOSING_SHARE;
    await eachConnection((connection, socket) => {
      if (tracker.stage === "grace-over" && !tracker.late.has(socket)) connection.idleGraceElapsed?.();
    }, overMs);
    changed();
  }

  function startCloseHandshakes(): void {
    if (tracker.mayCloseWebSockets) return;
    tracker.mayCloseWebSockets = true;
    if (isDraining(tracker)) void eachConnection((connection) => connection.startCloseHandshake?.());
  }

  function cut(): void {
    if (tracker.stage === "cutting" || tracker.stage === "done") return;
    tracker.stage = "cutting";
    servers.cut();
    cutHolds();
    const idle = tracker.idleCheck.now();
    void eachConnection((connection) => tracker.cut(connection, idle)).then(() => {
      changed();
      tracker.later(CUT_SETTLE_MS, async () => {
        const untracked = await Promise.all([...servers.open].map(cutUntracked));
        tracker.counts.connections.untracked = untracked.reduce((sum, count) => sum + count, 0);
        finish();
      });
    });
  }

  function cutHolds(): void {
    for (const hold of holds.cut()) tracker.recordCut(hold);
  }

  function finish(): void {
    if (tracker.stage === "done") return;
    tracker.stage = "done";
    stopAdopting();
    servers.stop();
    tracker.clear();
    resolve({ ...tracker.counts, durationMs: clock.now() - startedAt, cuts: tracker.cuts });
  }

  const drain: Drain = {
    signal: aborter.signal,
    add(server) {
      servers.add(server);
      return drain;
    },
    hold(name, work) {
      const end = holds.add(name, work);
      // The deadline is over: it is cut like the holds before it.
      if (tracker.stage === "cutting") cutHolds();
      return end;
    },
    get listening() {
      return servers.listening;
    },
    stats() {
      return statsOf(tracker, holds.names());
    },
    disableKeepAlive() {
      if (tracker.stage !== "serving") return tracker.counts;
      for (const exchange of tracker.requests.removeAll()) tracker.trackExchange(exchange);
      tracker.stage = "keep-alive-disabled";
      tracker.counts.connections.total = tracker.connections.size;
      servers.disableKeepAlive();
      for (const connection of tracker.connections.values()) connection.disableKeepAlive?.();
      return tracker.counts;
    },
    drain(beginOptions = {}) {
      if (result) return result;
      validateBeginDrainOptions(beginOptions);
      result = new Promise((settle) => {
        resolve = settle;
      });
      // After `result` is set: listeners of the application are called, and may ask for the result.
      startDrain(beginOptions);
      return result;
    },
    startCloseHandshakes,
    cut() {
      void drain.drain();
      cut();
    },
  };
  return drain;
}
