import { ClientsProcess } from "../measure/clients-process.mjs";
import { ServerProcess } from "../measure/server-process.mjs";
import { median, spread } from "../measure/statistics.mjs";
import { PEERS } from "../peers.mjs";

const CONNECTIONS = { full: 10_000, quick: 2_000 };
/** Opened and closed before anything is measured: what a first connection leaves behind is not what each costs. */
const WARM_UP = 500;

/**
 * Bytes of heap that one idle connection takes, each of which has had one answer: after collections, with 10 000 of
 * them, less without any. A round goes through the set-ups forth and back, each time in new processes.
 */
export const heap = {
  name: "heap",
  rounds: { full: 2, quick: 1 },
  async measure({ form, rounds, say }) {
    /** @type {Record<string, number[]>} */
    const samples = Object.fromEntries(PEERS.map(({ id }) => [id, []]));
    for (let round = 1; round <= rounds; round++) {
      const order = round % 2 === 1 ? PEERS : [...PEERS].reverse();
      for (const { id } of order) {
        say(`round ${round} of ${rounds}: ${id}`);
        samples[id].push(await bytesPerConnection(id, CONNECTIONS[form]));
      }
    }
    return PEERS.map(({ id, bare, isOurs = false }) => ({
      id,
      bare: bare ?? null,
      isOurs,
      connections: CONNECTIONS[form],
      bytes: spread(samples[id]),
      aboveBare: bare ? Math.round(median(samples[id]) - median(samples[bare])) : 0,
    }));
  },
};

async function bytesPerConnection(id, connections) {
  const server = await ServerProcess.start(id, ["--expose-gc"]);
  const clients = new ClientsProcess();
  await server.ask("keepIdle");
  await clients.ask("open", { port: server.port, connections: WARM_UP });
  await clients.ask("leave");
  const before = await server.ask("heap");
  await clients.ask("open", { port: server.port, connections });
  const after = await server.ask("heap");
  await server.kill();
  clients.end();
  return (after - before) / connections;
}
