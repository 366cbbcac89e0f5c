import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const POLL_MS = 50;
const BOUND_MS = 20_000;

/** Resolves when somebody listens on a port of the loopback. */
export async function untilListening(port) {
  for (const began = performance.now(); ; ) {
    const socket = connect(port, "127.0.0.1");
    try {
      await once(socket, "connect");
      return socket.destroy();
    } catch (error) {
      if (performance.now() - began > BOUND_MS) throw error;
      await sleep(POLL_MS);
    }
  }
}
