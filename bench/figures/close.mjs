import { ClientsProcess } from "../measure/clients-process.mjs";
import { descriptorLimit } from "../measure/machine.mjs";
import { ServerProcess } from "../measure/server-process.mjs";
import { spread } from "../measure/statistics.mjs";
import { PEERS, stopping } from "../peers.mjs";

const SIZES = { full: [1_000, 5_000, 19_000], quick: [1_000] };
/**
 * Requests in flight while the idle connections close: one ends in every moment of it, to feel what the event loop
 * does.
 */
const IN_FLIGHT_EVERY_MS = 20;
const IN_FLIGHT_FOR_MS = 2_400;
/** For the requests in flight, and for what a process has open anyway. */
const SPARE_DESCRIPTORS = 300;
/** Longer than the time limit of any of them: what has not closed its idle connections by then never will. */
const BOUND_MS = 15_000;
/** Longer than a collection and the compiler need after thousands of connections were opened. */
const SETTLE_MS = 300;
/** On a framework graceful closes with the same engine the same connections: it is timed on bare Node alone. */
const isAdapter = (/** @type {import("../peers.mjs").Peer} */ { id, isOurs }) => isOurs && id !== "graceful";
/** `idleGraceMs`, whose default the set-up leaves alone. */
const GRACE_MS = 1_000;
const graceOf = (isOurs) => (isOurs ? GRACE_MS : 0);

/**
 * How long it takes from SIGTERM until every idle connection is closed, how long the event loop stood still meanwhile
 * at worst, and how late the answers were that came due meanwhile. The stall is told twice: as it was, and less the
 * time in which the thread was ready and had no core, since clients and server share the machine. A round goes
 * through the set-ups forth and back.
 */
export const close = {
  name: "close",
  rounds: { full: 2, quick: 1 },
  async measure({ form, rounds, say }) {
    const peers = PEERS.filter((one) => stopping(one) && !isAdapter(one));
    const limit = descriptorLimit() - SPARE_DESCRIPTORS;
    const sizes = SIZES[form].filter((size) => size <= limit);
    if (sizes.length < SIZES[form].length) say(`only up to ${limit} connections: the limit of descriptors`);
    const rows = peers.flatMap(({ id, isOurs = false }) =>
      sizes.map((size) => ({ id, isOurs, size, runs: [] })),
    );
    for (let round = 1; round <= rounds; round++) {
      for (const row of round % 2 === 1 ? rows : [...rows].reverse()) {
        say(`round ${round} of ${rounds}: ${row.id}, ${row.size} connections`);
        row.runs.push(await closeIdle(row.id, row.size));
      }
    }
    const bareMs = (size, round) =>
      rows.find((row) => row.id === "bare" && row.size === size).runs[round].closedMs;
    return rows.map(({ runs, isOurs, ...row }) => ({
      ...row,
      isOurs,
      graceMs: graceOf(isOurs),
      /** Of bare Node in the same round, less the grace. */
      ratio: spread(
        runs.map(({ closedMs }, round) => (closedMs - graceOf(isOurs)) / bareMs(row.size, round)),
      ),
      closedMs: spread(runs.map(({ closedMs }) => closedMs)),
      leftOpen: Math.max(...runs.map(({ left }) => left)),
      stallMs: spread(runs.map(({ lag }) => lag.ms)),
      ownStallMs: spread(runs.map(({ lag }) => lag.ownMs)),
      lateMs: spread(runs.map(({ lateMs }) => lateMs)),
      unanswered: Math.max(...runs.map(({ unanswered }) => unanswered)),
    }));
  },
};

async function closeIdle(id, connections) {
  const server = await ServerProcess.start(id);
  const [idle, busy] = [new ClientsProcess(), new ClientsProcess()];
  const { port } = server;
  await server.ask("keepIdle");
  await server.ask("watch");
  await idle.ask("open", { port, connections });
  const marked = await server.ask("mark");
  if (marked !== connections) throw new Error(`${id}: ${marked} connections open instead of ${connections}`);
  const durations = Array.from(
    { length: IN_FLIGHT_FOR_MS / IN_FLIGHT_EVERY_MS },
    (_, index) => (index + 1) * IN_FLIGHT_EVERY_MS + SETTLE_MS,
  );
  await busy.ask("connect", { port, durations });
  await busy.ask("send");
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  await server.ask("arm");
  const closed = server.told("closed");
  const giveUp = setTimeout(() => server.ask("disarm"), BOUND_MS);
  const beganNs = process.hrtime.bigint();
  server.sigterm();
  const { atNs, left, lag } = await closed;
  clearTimeout(giveUp);
  // What it never answers is lost when it is gone.
  const kill = setTimeout(() => server.kill(), BOUND_MS);
  const late = await busy.ask("answered");
  clearTimeout(kill);
  await server.kill();
  for (const clients of [idle, busy]) clients.end();
  return {
    closedMs: Number(BigInt(atNs) - beganNs) / 1e6,
    left,
    lag,
    lateMs: Math.max(0, ...late.filter((ms) => ms !== null)),
    unanswered: late.filter((ms) => ms === null).length,
  };
}
