import { setTimeout as sleep } from "node:timers/promises";
import { failureText } from "../../../test-kit/failure-text.mjs";
import { keepAliveClient } from "../../../test-kit/keep-alive-client.mjs";
import { createRandom } from "../../../test-kit/random.mjs";
import { shattered } from "../../../test-kit/requests.mjs";
import { startServer } from "../../../test-kit/server-process.mjs";
import { Witness } from "../../../test-kit/witness.mjs";
import { anyRequest } from "../any-request.mjs";

const CLIENTS = 30;
/**
 * Far below the idle grace of 1 s: when a server closes a connection that was idle for longer, nothing can keep
 * its FIN from crossing a request on the wire, and that is no fault that this test may blame on it.
 */
const THINK_MS = /** @type {const} */ ([0, 60]);
const LEAD_MS = /** @type {const} */ ([150, 650]);

/**
 * One round: a fresh process, thirty clients, a SIGTERM at a random moment. Resolves to what the clients saw, when the
 * process is gone and every client has been turned away.
 */
export async function playRound({ round, seed, framework, shutdown }) {
  const random = createRandom(seed * 1_000 + round);
  const server = startServer(framework, shutdown);
  const port = await server.listening;
  const witness = new Witness();
  const client = () =>
    keepAliveClient({
      port,
      witness,
      thinkMs: () => random.between(...THINK_MS),
      nextRequest: () => shattered(anyRequest(random), random),
    });
  const clients = Array.from({ length: CLIENTS }, client);
  await sleep(random.between(...LEAD_MS));
  server.sigterm();
  const exit = await server.exited;
  await Promise.all(clients);
  return {
    round,
    ...witness.count(server.signalledAt),
    exit,
    exitMs: exit.at - (server.signalledAt ?? 0),
    failures: witness.failures.map((record) => failureText(record, server.signalledAt)),
    lines: server.lines,
  };
}
