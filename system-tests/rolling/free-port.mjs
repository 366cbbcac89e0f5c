import { once } from "node:events";
import { createServer } from "node:net";

/** Below those that the kernel gives to clients: while a server restarts, none of them may take its port. */
const [FIRST, LAST] = [20_000, 30_000];

let next = FIRST + (process.pid % (LAST - FIRST));

/** A port of the loopback on which nobody listens. */
export async function freePort() {
  for (;;) {
    next = next < LAST ? next + 1 : FIRST;
    const port = next;
    const server = createServer().listen(port, "127.0.0.1");
    try {
      await once(server, "listening");
    } catch {
      continue;
    }
    server.close();
    await once(server, "close");
    return port;
  }
}
