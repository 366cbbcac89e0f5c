import type { Duplex } from "node:stream";
import type { Clock } from "../../clock.js";
import { type Limits, ownGraceMs, TURN_BUDGET_MS } from "../limits.js";
import type { Connection } from "./connection.js";
import { isDraining, type Ledger } from "./ledger.js";
import { createPacer, createTellingPacer } from "./pacer.js";

export function createLedger(clock: Clock, limits: Limits): Ledger {
  const connections = new Map<Duplex, Connection>();
  const cutOnes = new WeakSet<Connection>();
  const timers = new Set<() => void>();
  const late = new WeakSet<Duplex>();
  const pace = createPacer(clock, TURN_BUDGET_MS);
  const paceTelling = createTellingPacer(clock, limits.upgradeGraceMs, (ms, run) => ledger.later(ms, run));

  function onSocketClose(this: Duplex): void {
    const connection = connections.get(this);
    if (!connection) return;
    connections.delete(this);
    connection.gone();
    if (ledger.stage === "serving") return;
    if (!cutOnes.has(connection)) ledger.counts.connections.closed++;
    ledger.changed();
  }

  const ledger: Ledger = {
    clock,
    limits,
    connections,
    counts: {
      connections: { total: 0, closed: 0, cut: 0, untracked: 0 },
      requests: { total: 0, answered: 0, aborted: 0, refused: 0, cut: 0 },
    },
    cuts: [],
    unanswerable: new WeakSet(),
    stage: "serving",
    tellsNobody: false,
    streams: 0,
    halfTimeAt: 0,
    tellsWebSockets: !limits.closesWebSockets,
    refusedStreams: new WeakSet(),
    changed() {},
    onCut() {},
    enter(socket, connection) {
      const known = connections.has(socket);
      connections.set(socket, connection);
      if (!known) socket.on("close", onSocketClose);
      if (ledger.stage === "serving") return;
      if (!known) ledger.counts.connections.total++;
      connection.announce();
      if (isDraining(ledger)) connection.drain();
      // Accepted while the listener was closing: its grace counts from here, or it would be closed as its request comes.
      if ((ledger.stage === "draining" || ledger.stage === "grace-over") && !known) {
        late.add(socket);
        ledger.later(ownGraceMs(limits), () => connections.get(socket)?.graceOver());
      }
      // What is being cut was listed before it came. A turn later, since its server is in the middle of taking it.
      if (ledger.stage === "cutting") {
        clock.turn(() => {
          const late = connections.get(socket);
          if (late) ledger.cut(late);
        });
      }
    },
    isLate: (socket) => late.has(socket),
    leave(socket) {
      if (!connections.delete(socket)) return;
      socket.off("close", onSocketClose);
      if (ledger.stage !== "serving") ledger.counts.connections.total--;
    },
    cut(connection) {
      const lost = connection.cut();
      if (lost.length === 0) return;
      cutOnes.add(connection);
      ledger.counts.connections.cut++;
      for (const cut of lost) ledger.lost(cut);
    },
    lost(cut) {
      if (cut.kind === "request") ledger.counts.requests.cut++;
      ledger.cuts.push(cut);
      ledger.onCut(cut);
    },
    refuse(response) {
      connections.get(response.req.socket)?.refuse?.(response);
    },
    later(ms, run) {
      // Sockets go on telling what becomes of them.
      if (ledger.stage === "done") return;
      const stop = clock.after(ms, () => {
        timers.delete(stop);
        pace(() => {
          if (ledger.stage !== "done") run();
        });
      });
      timers.add(stop);
    },
    nextTurn(run) {
      clock.turn(() => pace(run));
    },
    tell(run) {
      paceTelling(run);
    },
    clear() {
      for (const socket of connections.keys()) socket.off("close", onSocketClose);
      connections.clear();
      for (const stop of timers) stop();
      timers.clear();
    },
  };
  return ledger;
}
