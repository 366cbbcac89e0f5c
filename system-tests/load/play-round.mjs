import { setTimeout as sleep } from "node:timers/promises";
import { failureText } from "../../test-kit/failure-text.mjs";
import { createRandom } from "../../test-kit/random.mjs";
import { spawnServer } from "../../test-kit/server-process.mjs";
import { Witness } from "../../test-kit/witness.mjs";

/**
 * One round of a scenario: a new process, its clients, a SIGTERM at a random moment. Resolves to the result when the
 * process has ended and no client can connect any more.
 */
export async function playRound(scenario, { round, seed, ...target }) {
  const random = createRandom(seed * 1_000 + round);
  const server = spawnServer(scenario.server(target));
  const port = await server.listening;
  const witness = new Witness();
  const [least, most] = scenario.leadMs;
  const leadMs = random.between(least, most);
  const isGone = () => server.exitedAt !== undefined;
  const clients = scenario.clients({ ...target, port, witness, random, leadMs, isGone });
  await sleep(leadMs);
  server.sigterm();
  const exit = await server.exited;
  const seen = await clients;
  const since = server.signalledAt ?? 0;
  return {
    ...target,
    round,
    ...witness.count(since),
    failures: witness.failures.map((record) => failureText(record, since)),
    exit,
    exitMs: exit.at - since,
    lines: server.lines,
    ...scenario.verdict({ target, server, exit, seen }),
  };
}
