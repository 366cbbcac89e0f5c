import { setTimeout as sleep } from "node:timers/promises";
import { failureText } from "../../../test-kit/failure-text.mjs";
import { createRandom } from "../../../test-kit/random.mjs";
import { spawnServer } from "../../../test-kit/server-process.mjs";
import { Witness } from "../../../test-kit/witness.mjs";
import { badClients } from "./bad-clients.mjs";
import { goodClients } from "./good-clients.mjs";
import { plan } from "./plan.mjs";
import { isSecure } from "./targets.mjs";
import { verdictOf } from "./verdict.mjs";

const LEAD_MS = /** @type {const} */ ([250, 500]);

/**
 * One round: a fresh process, good and bad clients at once, a SIGTERM among them. Resolves to what came of it.
 * `mayStay`: in half of the rounds the bad clients stay until they are cut.
 */
export async function playRound({ target, round, seed, budgetMs = plan.budgetMs, mayStay = true }) {
  const random = createRandom(seed * 1_000 + round);
  const server = spawnServer([
    "--expose-gc",
    new URL("server.mjs", import.meta.url).pathname,
    target,
    String(budgetMs),
  ]);
  const port = await server.listening;
  const witness = new Witness();
  const leadMs = random.between(...LEAD_MS);
  const isStubborn = random.chance(0.5) && mayStay;
  let isGone = false;
  server.exited.then(() => {
    isGone = true;
  });
  const scene = {
    port,
    witness,
    random,
    leadMs,
    isStubborn,
    connection: { secure: isSecure(target) },
    isGone: () => isGone,
  };
  const clients = Promise.all([badClients(scene), goodClients(scene)]);
  await sleep(leadMs);
  server.sigterm();
  const exit = await server.exited;
  const [bad] = await clients;
  return {
    target,
    round,
    isStubborn,
    ...witness.count(server.signalledAt),
    failures: witness.failures.map((record) => failureText(record, server.signalledAt)),
    ...verdictOf({ server, exit, bad, budgetMs }),
  };
}
