import { setTimeout as sleep } from "node:timers/promises";
import { get, trickledPost } from "../../../test-kit/requests.mjs";
import { steadyClient } from "../steady-client.mjs";

const CLIENTS = 10;
const SLOW_REQUESTS = 4;

/** Clients that follow all rules. They end when they cannot connect any more. */
export async function goodClients(scene) {
  const clients = Array.from({ length: CLIENTS }, () => steadyClient(scene));
  const slow = Array.from({ length: SLOW_REQUESTS }, () => single(scene, slowRequest(scene.random)));
  await Promise.all([...clients, ...slow]);
}

/** Requests in flight at the signal, or sent at the same time. */
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
