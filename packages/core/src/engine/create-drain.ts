import type { Duplex } from "node:stream";
import { systemClock } from "../clock.js";
import { toError } from "../errors.js";
import { DRAIN_DEFAULTS } from "../planning/drain-defaults.js";
import type { DrainResult } from "../report.js";
import { callSafely } from "../support/call-safely.js";
import { statsOf } from "./collect-stats.js";
import type { Connection } from "./connections/connection.js";
import { inTurns } from "./connections/in-turns.js";
import { isDraining, Ledger } from "./connections/ledger.js";
import type { BeginDrainOptions, Drain, DrainOptions } from "./drain.js";
import { validateBeginning, validateDrainOptions } from "./drain-options.js";
import { createHolds } from "./holds.js";
import type { Limits } from "./limits.js";
import { adoptAtResponse, closeIdle, cutUntracked } from "./server/untracked.js";
import { createWatchedServers } from "./server/watched-servers.js";

/** The part of the time from the idle grace to the deadline that closing may take. After a grace of a quarter it ends at half. */
const CLOSING_SHARE = 1 / 3;

/** After a cut: how long to wait for the sockets to say that they are closed. */
const CUT_SETTLE_MS = 100;

/**
 * Makes the engine alone, for one drain. Give it servers with `add`, then call `drain()`.
 *
 * It recognises no platform and has no budget: its defaults are those of a budget of 9 s without releases kept apart, `drainMs`
 * 8100, `idleGraceMs` 1000, `upgradeGraceMs` 3000. It serves no health probe.
 *
 * @throws `GracefulError` with the code `INVALID_OPTION` where an option is unknown or wrong, naming it, what was expected and what was given
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

  const ledger = new Ledger(clock, limits);
  const holds = createHolds(clock, () => ledger.changed());
  const servers = createWatchedServers(ledger, admits);
  let stopAdopting = () => {};
  const aborter = new AbortController();
  let beganAt = 0;
  let result: Promise<DrainResult> | undefined;
  let resolve: (outcome: DrainResult) => void;

  function changed(): void {
    if (ledger.stage === "done" || !result) return;
    if (ledger.connections.size === 0 && servers.open.size === 0 && holds.size === 0) {
      finish();
      return;
    }
    // What is open still and not in the books was there before us.
    if (ledger.stage === "grace-over" && ledger.connections.size === 0)
      for (const server of servers.open) closeIdle(server);
  }

  /** By socket: by the time its turn comes, a connection may speak something else, or be gone. */
  function eachConnection(act: (it: Connection, socket: Duplex) => void, overMs?: number): Promise<void> {
    const actOn = (socket: Duplex) => {
      const connection = ledger.connections.get(socket);
      if (connection) act(connection, socket);
    };
    return inTurns([...ledger.connections.keys()], clock, actOn, overMs);
  }

  function begin({ reason, cause, ...told }: BeginDrainOptions): void {
    drain.announce();
    beganAt = clock.now();
    limits.idleGraceMs = told.idleGraceMs ?? limits.idleGraceMs;
    limits.drainMs = told.drainMs ?? limits.drainMs;
    limits.upgradeGraceMs = Math.min(limits.upgradeGraceMs, limits.drainMs);
    ledger.halfTimeAt = beganAt + limits.drainMs / 2;
    ledger.stage = "draining";
    servers.drain();
    // Only now: a listener of the application may add a server.
    aborter.abort(reason && new DOMException(reason, { name: "AbortError", cause }));
    stopAdopting = adoptAtResponse(ledger);
    void eachConnection((connection) => connection.drain?.());
    ledger.later(limits.idleGraceMs, graceOver);
    ledger.later(limits.upgradeGraceMs / 2, tellWebSockets);
    ledger.later(limits.drainMs, cut);
    clock.turn(changed);
  }

  /** One connection a turn: bytes that are readable must be read before it is judged. */
  async function graceOver(): Promise<void> {
    if (ledger.stage !== "draining") return;
    ledger.stage = "grace-over";
    await ledger.idleCheck.run();
    const overMs = (beganAt + limits.drainMs - clock.now()) * CLOSING_SHARE;
    await eachConnection((connection, socket) => {
      if (ledger.stage === "grace-over" && !ledger.late.has(socket)) connection.graceOver?.();
    }, overMs);
    changed();
  }

  function tellWebSockets(): void {
    if (ledger.tellsWebSockets) return;
    ledger.tellsWebSockets = true;
    if (isDraining(ledger)) void eachConnection((connection) => connection.tellWebSocket?.());
  }

  function cut(): void {
    if (ledger.stage === "cutting" || ledger.stage === "done") return;
    ledger.stage = "cutting";
    servers.cut();
    loseHolds();
    const idle = ledger.idleCheck.now();
    void eachConnection((connection) => ledger.cut(connection, idle)).then(() => {
      changed();
      ledger.later(CUT_SETTLE_MS, async () => {
        const untracked = await Promise.all([...servers.open].map(cutUntracked));
        ledger.counts.connections.untracked = untracked.reduce((sum, count) => sum + count, 0);
        finish();
      });
    });
  }

  function loseHolds(): void {
    for (const lost of holds.cut()) ledger.lost(lost);
  }

  function finish(): void {
    if (ledger.stage === "done") return;
    ledger.stage = "done";
    stopAdopting();
    servers.stop();
    ledger.clear();
    resolve({ ...ledger.counts, durationMs: clock.now() - beganAt, cuts: ledger.cuts });
  }

  ledger.changed = changed;
  ledger.onCut = onCut;
  ledger.onError = (error) =>
    callSafely(
      () => onError(toError(error)),
      () => {},
    );

  const drain: Drain = {
    signal: aborter.signal,
    add(server) {
      servers.add(server);
      return drain;
    },
    hold(name, work) {
      const end = holds.begin(name, work);
      // Nobody waits any more: it is cut like those that were there.
      if (ledger.stage === "cutting") loseHolds();
      return end;
    },
    get listening() {
      return servers.listening;
    },
    stats() {
      return statsOf(ledger, holds.names());
    },
    announce() {
      if (ledger.stage !== "serving") return ledger.counts;
      for (const exchange of ledger.requests.handOver()) ledger.begin(exchange);
      ledger.stage = "announced";
      ledger.counts.connections.total = ledger.connections.size;
      servers.announce();
      for (const connection of ledger.connections.values()) connection.announce?.();
      return ledger.counts;
    },
    drain(begunWith = {}) {
      if (result) return result;
      validateBeginning(begunWith);
      result = new Promise((settle) => {
        resolve = settle;
      });
      // Only now: it calls listeners of the application, which may ask for the result.
      begin(begunWith);
      return result;
    },
    tellWebSockets,
    cut() {
      void drain.drain();
      cut();
    },
  };
  return drain;
}
