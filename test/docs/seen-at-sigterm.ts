import { freePort } from "../../test-kit/free-port.mjs";
import { RawClient } from "../../test-kit/raw-client.mjs";
import type { ServedBlock } from "./served-block.js";

/** What four clients, and the parent of the process, saw of a shutdown; in the words of the pages. */
export interface Seen {
  "a request in flight": string;
  "a request half sent": string;
  "a request on an idle connection, just after the signal": string;
  "the process": string;
}

/** Shorter than any time that a program leaves its clients, of which the shortest is the idle grace of ours. */
const JUST_AFTER_MS = 800;

/**
 * Starts a program that answers `/` at once and `/report` after half a second, on a port of its own, and sends it
 * SIGTERM. No client closes its connection: that is for the server to do. `nth`: which of its servers that is.
 *
 * A machine that kept this process from sending just after the signal has shown nothing of the program: another one is
 * started then.
 */
export async function seenAtSigterm(start: (port: string) => ServedBlock, nth = 1): Promise<Seen> {
  for (;;) {
    // Not one of the kernel's: another test's server may get that as soon as the program has closed it, and take connections.
    using program = start(String(await freePort()));
    const seen = await seenInTime(program, await program.port(nth));
    if (seen) return seen;
  }
}

async function seenInTime(program: ServedBlock, port: number): Promise<Seen | undefined> {
  const flight = (await RawClient.connect({ port })).request("GET", "/report");
  const half = (await RawClient.connect({ port })).write("GET / HTTP/1.1\r\n");
  const idle = await RawClient.connect({ port });
  try {
    // The last to be accepted: when it is answered, what the others have sent was read.
    await idle.request("GET", "/").response();
    program.kill("SIGTERM");
    const acceptedAt = await program.refuses(port);
    half.write("Host: test\r\n\r\n");
    idle.request("GET", "/");
    if (performance.now() - acceptedAt > JUST_AFTER_MS) return undefined;
    const { code, signal } = await program.ended;
    await Promise.all([flight, half, idle].map((client) => client.closed()));
    return {
      "a request in flight": fate(flight),
      "a request half sent": fate(half),
      "a request on an idle connection, just after the signal": fate(idle, 2),
      "the process": signal ? `ended by ${signal}` : `exit code ${code}`,
    };
  } finally {
    for (const client of [flight, half, idle]) client.close();
  }
}

function fate(client: RawClient, n = 1): string {
  const response = client.responses[n - 1];
  if (!response) return "lost";
  if (response.status !== 200) return String(response.status);
  return response.headers.connection === "close" ? "answered, told to close" : "answered";
}
