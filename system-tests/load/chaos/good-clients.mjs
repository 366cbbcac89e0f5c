import { setTimeout as sleep } from "node:timers/promises";
import { keepAliveClient } from "../../../test-kit/keep-alive-client.mjs";
import { get, shattered, trickledPost } from "../../../test-kit/requests.mjs";
import { anyRequest } from "../any-request.mjs";

const CLIENTS = 10;
const SLOW_REQUESTS = 4;
/** Far below the idle grace: what crosses the FIN of a connection that was idle for longer is nobody's fault. */
const THINK_MS = [0, 60];

/** Clients that keep to every rule, beside the others; they end when they are turned away. */
export async function goodClients(scene) {
  const clients = Array.from({ length: CLIENTS }, () => keepAlive(scene));
  const slow = Array.from({ length: SLOW_REQUESTS }, () => single(scene, slowRequest(scene.random)));
  await Promise.all([...clients, ...slow]);
}

const keepAlive = ({ port, witness, random, connection }) =>
  keepAliveClient({
    port,
    witness,
    connection,
    thinkMs: () => random.between(...THINK_MS),
    nextRequest: () => shattered(anyRequest(random), random),
  });

/** In flight at the signal, or begun beside it. */
async function single({ port, witness, random, leadMs, connection }, request) {
  await sleep(random.between(0, leadMs));
  const opened = await witness.open(port, connection);
  if (!opened) return;
  const { response } = await witness.exchange(opened, request);
  if (response?.close) opened.leave();
  await opened.ended();
}

function slowRequest(random) {
  if (random.chance(0.5)) return get(`/slow/${random.between(300, 900)}`);
  return trickledPost("/upload", {
    count: random.between(2, 12),
    everyMs: 50,
    chunk: Buffer.alloc(900, "c"),
  });
}
