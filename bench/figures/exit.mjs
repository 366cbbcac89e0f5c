import { setTimeout as after } from "node:timers/promises";
import { ClientsProcess } from "../measure/clients-process.mjs";
import { ServerProcess } from "../measure/server-process.mjs";
import { median, spread } from "../measure/statistics.mjs";
import { PEERS, stopping } from "../peers.mjs";

/** What the requests in flight take, each on a keep-alive connection of its own; the last one is the slowest. */
const DURATIONS_MS = [300, 600, 900, 1_200, 1_500];
const SLOWEST_MS = Math.max(...DURATIONS_MS);
/** Who is still there then waits for something else than requests. */
const BOUND_MS = 8_000;
/** All are started first, and signalled one after the other: what a process does at its end takes a core. */
const APART_MS = 150;
/** Until the starts of all of them have left the cores. */
const SETTLE_MS = 500;

/**
 * Time from the end of the slowest request in flight to the exit of the process, SIGTERM being sent when all of them
 * are under way. They mostly sleep, so all set-ups run at once, forth and back; an exit says little where requests
 * were not answered, so those are counted.
 */
export const exit = {
  name: "exit",
  rounds: { full: 4, quick: 1 },
  async measure({ rounds, say }) {
    const peers = PEERS.filter(stopping);
    /** @type {Record<string, Awaited<ReturnType<typeof timeExit>>[]>} */
    const runs = Object.fromEntries(peers.map(({ id }) => [id, []]));
    for (let round = 1; round <= rounds; round++) {
      say(`round ${round} of ${rounds}: ${peers.length} servers`);
      const order = round % 2 === 1 ? peers : [...peers].reverse();
      const started = await Promise.all(order.map(async ({ id }) => ({ id, ...(await start(id)) })));
      await after(SETTLE_MS);
      await Promise.all(
        started.map(async ({ id, server, clients }, index) => {
          await after(index * APART_MS);
          runs[id].push(await timeExit(server, clients));
        }),
      );
    }
    return peers.map(({ id, isOurs = false }) => {
      const exits = runs[id];
      return {
        id,
        isOurs,
        requests: DURATIONS_MS.length,
        answered: median(exits.map(({ answered }) => answered)),
        /** `false`: it was still there after the bound, and the times below are the bound's. */
        exits: exits.every(({ isExit }) => isExit),
        boundMs: BOUND_MS - SLOWEST_MS,
        afterSlowestMs: spread(exits.map(({ afterMs }) => afterMs)),
      };
    });
  },
};

async function start(id) {
  const server = await ServerProcess.start(id);
  const clients = new ClientsProcess();
  await clients.ask("connect", { port: server.port, durations: DURATIONS_MS });
  return { server, clients };
}

async function timeExit(server, clients) {
  await clients.ask("send");
  const sentAt = performance.now();
  // Read and under way, every one of them: the shortest has most of its time before it.
  await after(100);
  server.sigterm();
  const answers = clients.ask("answered");
  const bound = setTimeout(() => server.kill(), BOUND_MS);
  const { at, signal } = await server.exited;
  clearTimeout(bound);
  const answered = (await answers).filter((ms) => ms !== null).length;
  clients.end();
  return { isExit: signal !== "SIGKILL", answered, afterMs: at - sentAt - SLOWEST_MS };
}
