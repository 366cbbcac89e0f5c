import { keepAliveClient } from "../../test-kit/keep-alive-client.mjs";
import { get, post, shattered } from "../../test-kit/requests.mjs";

/**
 * Far below the idle grace of 1 s: if a server closes a connection that was idle for longer, its FIN may always cross a
 * request, which is not a fault.
 */
const THINK_MS = [0, 60];

/** Sends one request after another, split at random, until it cannot connect. */
export function steadyClient({ port, witness, random, connection }) {
  return keepAliveClient({
    port,
    witness,
    connection,
    thinkMs: () => random.between(...THINK_MS),
    nextRequest: () => shattered(anyRequest(random), random),
  });
}

/** A GET or a POST, small or large, to an app of `apps/`. */
function anyRequest(random) {
  const bytes = random.chance(0.8) ? random.between(1, 4_000) : random.between(4_000, 200_000);
  if (random.chance(0.5)) return get(`/items/${bytes}`, { bodyBytes: bytes });
  return post("/echo", Buffer.alloc(bytes, "load"));
}
