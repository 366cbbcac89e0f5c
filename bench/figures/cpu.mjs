import { ClientsProcess } from "../measure/clients-process.mjs";
import { cpuTimeNs } from "../measure/cpu-time.mjs";
import { shareOneCore } from "../measure/one-core.mjs";
import { ServerProcess } from "../measure/server-process.mjs";
import { median, spread } from "../measure/statistics.mjs";
import { PEERS, peer } from "../peers.mjs";

const CONNECTIONS = 32;
/**
 * Two on each connection. Short: this machine's speed changes within 100 ms, and both sides must see the same of it.
 */
const BLOCK = 2 * CONNECTIONS;
/** How often a round goes through its A B B A. */
const TURNS = { full: 200, quick: 50 };
/** Enough that the optimising compiler has been over everything that a request runs through. */
const WARM_UP = { full: 12_000, quick: 6_000 };

/**
 * CPU time per request in steady state, as a ratio to the bare server beside it. A round starts both in processes of
 * their own and loads them in the order A B B A, hundreds of times; what it gives is the median ratio, and the ratio of
 * all time. There are many rounds, since two processes of the same program already differ by a percent. Bare Node
 * compared with itself shows what is left of noise.
 */
export const cpu = {
  name: "cpu",
  rounds: { full: 12, quick: 1 },
  async measure({ form, rounds, say }) {
    /** @type {{ id: string, bare: string, isControl?: boolean }[]} */
    const pairs = [
      { id: "bare", bare: "bare", isControl: true },
      ...PEERS.flatMap(({ id, bare }) => (bare ? [{ id, bare }] : [])),
    ];
    /** @type {Record<string, { ratios: number[], totals: number[], us: number[] }>} */
    const samples = Object.fromEntries(pairs.map(({ id }) => [id, { ratios: [], totals: [], us: [] }]));
    const clients = new ClientsProcess();
    shareOneCore(clients.pid);
    for (let round = 1; round <= rounds; round++) {
      for (const { id, bare } of pairs) {
        say(`round ${round} of ${rounds}: ${id}`);
        const turns = await measurePair(clients, bare, id, form);
        samples[id].ratios.push(median(turns.map(({ A, B }) => B / A)));
        samples[id].totals.push(sum(turns.map(({ B }) => B)) / sum(turns.map(({ A }) => A)));
        samples[id].us.push(median(turns.map(({ B }) => B / (2 * BLOCK) / 1_000)));
      }
    }
    clients.end();
    return pairs.map(({ id, bare, isControl = false }) => ({
      id,
      bare,
      isControl,
      isOurs: peer(id)?.isOurs ?? false,
      ratio: spread(samples[id].ratios),
      total: spread(samples[id].totals),
      usPerRequest: spread(samples[id].us),
    }));
  },
};

const sum = (values) => values.reduce((total, value) => total + value, 0);

/** Nanoseconds that each of the two spent, by turn. */
async function measurePair(clients, bare, id, form) {
  const servers = { A: await ServerProcess.start(bare), B: await ServerProcess.start(id) };
  const load = (server, requests) =>
    clients.ask("load", { port: server.port, requests, connections: CONNECTIONS });
  for (const server of Object.values(servers)) {
    shareOneCore(server.pid);
    await server.ask("keepIdle");
    await load(server, WARM_UP[form]);
  }
  const turns = [];
  for (let turn = 0; turn < TURNS[form]; turn++) {
    const spent = { A: 0, B: 0 };
    for (const which of ["A", "B", "B", "A"]) {
      const before = cpuTimeNs(servers[which].pid);
      await load(servers[which], BLOCK);
      spent[which] += cpuTimeNs(servers[which].pid) - before;
    }
    turns.push(spent);
  }
  await clients.ask("leave");
  await Promise.all(Object.values(servers).map((server) => server.kill()));
  return turns;
}
