import { createServer } from "node:net";

/** Below the range of ephemeral ports, so that no client gets the port of the server before the server listens. */
const LOW = 10_000;
const HIGH = 32_000;
const given = new Set<number>();

/** Returns a port on which nothing listens, and which no other call has returned. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = LOW + Math.floor(Math.random() * (HIGH - LOW));
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
}

/** Whether a server can listen on the port, on IPv4 and IPv6. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}
