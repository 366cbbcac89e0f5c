import type { Socket } from "node:net";
import type { Connection } from "./connection.js";

/**
 * A connection of a server that does not speak HTTP. All that is known is that it is open, so the drain waits until it
 * closes by itself, or until the deadline.
 */
export function rawConnection(socket: Socket): Connection {
  return {
    state: "raw",
    cut() {
      const { remoteAddress } = socket;
      socket.destroy();
      return [{ kind: "connection", state: "raw", remote: remoteAddress }];
    },
  };
}
