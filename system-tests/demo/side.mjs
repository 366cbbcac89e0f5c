import { setTimeout as sleep } from "node:timers/promises";
import { createRandom } from "../../test-kit/random.mjs";
import { startServer } from "../../test-kit/server-process.mjs";
import { Witness } from "../../test-kit/witness.mjs";
import { kinds } from "./kinds.mjs";

/** How long there is traffic before the SIGTERM. */
export const LEAD_MS = 1_500;

/** Both servers see the same clients with the same sizes and pauses. */
const SEED = 1;

/** Starts one server; resolves when it listens. */
export async function startSide({ framework, shutdown, title }) {
  const server = startServer(framework, shutdown);
  return { shutdown, title, server, port: await server.listening };
}

/**
 * Plays all traffic against one server, with the SIGTERM at `sigtermAt` (of `performance.now`), to the end of the
 * process. `say` gets what happens, as it happens.
 */
export async function playSide({ shutdown, title, server, port }, { sigtermAt, say }) {
  const at = (ms) => sleep(Math.max(0, sigtermAt + ms - performance.now()));
  const rows = kinds.map((kind) => ({ kind, witness: new Witness() }));
  const clients = rows.map(({ kind, witness }) =>
    kind.run({ port, witness, at, random: createRandom(SEED) }),
  );
  await at(0);
  server.sigterm();
  const exit = await server.exited;
  const exitMs = exit.at - server.signalledAt;
  say(exitMs, `${title}: the process is gone, ${exitText(exit)}`);
  await Promise.all(clients);
  return { shutdown, title, rows, exit, exitMs, signalledAt: server.signalledAt, lines: server.lines };
}

/** `exit code 0`, or what killed it. */
export function exitText({ code, signal }) {
  return signal ? `killed by ${signal}` : `exit code ${code}`;
}
