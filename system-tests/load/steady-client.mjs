import { keepAliveClient } from "../../test-kit/keep-alive-client.mjs";
import { get, post, shattered } from "../../test-kit/requests.mjs";

/**
 * Far below the idle grace of 1 s: when a server closes a connection that was idle for longer, nothing can keep
 * its FIN from crossing a request on the wire, and that is no fault that a test may blame on it.
 */
const THINK_MS = [0, 60];

/** One request after another, in any pieces, until it is turned away. */
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
