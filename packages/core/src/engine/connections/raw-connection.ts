import type { Socket } from "node:net";
import type { ConnectionState, Cut } from "../../report.js";
import type { Connection } from "./connection.js";

/**
 * A connection of a server that does not speak HTTP. All that is known is that it is open, so the drain waits until it
 * closes by itself, or until the deadline.
 */
export class RawConnection implements Connection {
  readonly state: ConnectionState = "raw";
  readonly #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  cut(): Cut[] {
    const { remoteAddress } = this.#socket;
    this.#socket.destroy();
    return [{ kind: "connection", state: "raw", remote: remoteAddress }];
  }
}
