import { ClientsProcess } from "../measure/clients-process.mjs";
import { cpuTimeNs } from "../measure/cpu-time.mjs";
import { ServerProcess } from "../measure/server-process.mjs";
import { spread } from "../measure/statistics.mjs";
import { PEERS, peer } from "../peers.mjs";

const CONNECTIONS = 32;
/** How often a round goes through its A B B A: short ones next to each other, so that both sides see the same machine. */
const TURNS = 3;
const BLOCK = { full: 2_000, quick: 1_000 };
/** Enough that the optimising compiler has been over everything that a request runs through. */
const WARM_UP = { full: 12_000, quick: 6_000 };

/**
 * CPU time per request in steady state, as a ratio to the bare server beside it. A round starts both in processes of their own
 * and loads them in the order A B B A: a drift of the machine hits both alike. There are many rounds, since two processes of the
 * same program already differ by a percent or more. Bare Node compared with itself shows what is left of noise.
 */
export const cpu = {
  name: "cpu",
  rounds: { full: 14, quick: 1 },
  async measure({ form, rounds, say }) {
    const pairs = [{ id: "bare", bare: "bare", isControl: true }, ...PEERS.filter(({ bare }) => bare)];
    const samples = new Map(pairs.map(({ id }) => [id, { ratios: [], us: [] }]));
    const clients = new ClientsProcess();
    for (let round = 1; round <= rounds; round++) {
      for (const { id, bare } of pairs) {
        say(`round ${round} of ${rounds}: ${id}`);
        for (const spent of await measurePair(clients, bare, id, form)) {
          samples.get(id).ratios.push(spent.B / spent.A);
          samples.get(id).us.push(spent.B / (2 * BLOCK[form]) / 1_000);
        }
      }
    }
    clients.end();
    return pairs.map(({ id, bare, isControl = false }) => ({
      id,
      bare,
      isControl,
      isOurs: peer(id).isOurs ?? false,
      ratio: spread(samples.get(id).ratios),
      usPerRequest: spread(samples.get(id).us),
    }));
  },
};

/** Nanoseconds that each of the two spent, by turn. */
async function measurePair(clients, bare, id, form) {
  const servers = { A: await ServerProcess.start(bare), B: await ServerProcess.start(id) };
  const load = (server, requests) =>
    clients.ask("load", { port: server.port, requests, connections: CONNECTIONS });
  for (const server of Object.values(servers)) {
    await server.ask("keepIdle");
    await load(server, WARM_UP[form]);
  }
  const turns = [];
  for (let turn = 0; turn < TURNS; turn++) {
    const spent = { A: 0, B: 0 };
    for (const which of ["A", "B", "B", "A"]) {
      const before = cpuTimeNs(servers[which].pid);
      await load(servers[which], BLOCK[form]);
      spent[which] += cpuTimeNs(servers[which].pid) - before;
    }
    turns.push(spent);
  }
  await clients.ask("leave");
  await Promise.all(Object.values(servers).map((server) => server.kill()));
  return turns;
}
