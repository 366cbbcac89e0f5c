import { createServer } from "node:net";

/**
 * Below the range of ephemeral ports, so that no client, and no server that asks the kernel for any port, gets the port
 * before the server listens, or while it restarts.
 */
const LOW = 10_000;
const HIGH = 32_000;
/** @type {Set<number>} */
const given = new Set();

/** Returns a port on which nothing listens, and which no other call in this process has returned. */
export async function freePort() {
  for (;;) {
    const port = LOW + Math.floor(Math.random() * (HIGH - LOW));
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
}

/**
 * Whether a server can listen on the port, on IPv4 and IPv6.
 * @param {number} port
 * @returns {Promise<boolean>}
 */
export function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}
