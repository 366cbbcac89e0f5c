import { createServer } from "node:net";

/** Below the ports that clients are given: no client of ours can be given the server's before it listens. */
const LOW = 10_000;
const HIGH = 32_000;
const given = new Set<number>();

/** A port on which nobody listens, and which no other call was given. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = LOW + Math.floor(Math.random() * (HIGH - LOW));
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
}

/** Whether a server could listen there, on IPv4 and IPv6. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}
