import type { Socket } from "node:net";
import type { ConnectionState, Cut } from "../../report.js";
import { HANDSHAKE_PACE_MS } from "../limits.js";
import type { Connection } from "./connection.js";
import type { ConnectionTracker } from "./connection-tracker.js";

/**
 * The TCP connection below a TLS connection, until the handshake is done. It gets the idle grace, and then stays open
 * only as long as the handshake makes progress. Closing it loses nothing, since no request was sent on it yet.
 */
export class HandshakeConnection implements Connection {
  readonly #tracker: ConnectionTracker;
  readonly #socket: Socket;
  readonly state: ConnectionState = "handshake";
  #bytesSeen = 0;

  constructor(
    tracker: ConnectionTracker,
    socket: Socket,
    readonly socketClosed: () => void,
  ) {
    this.#tracker = tracker;
    this.#socket = socket;
  }

  drain(): void {
    this.#bytesSeen = this.#socket.bytesRead;
  }

  idleGraceElapsed(): void {
    // In the next turn: if many handshakes keep the process busy, readable bytes are not read yet.
    this.#tracker.clock.turn(() => {
      const socket = this.#socket;
      if (socket.destroyed || this.#tracker.connections.get(socket) !== this) return;
      if (socket.bytesRead !== this.#bytesSeen) {
        this.#bytesSeen = socket.bytesRead;
        this.#tracker.later(HANDSHAKE_PACE_MS, () => this.idleGraceElapsed());
        return;
      }
      // On a Unix socket nothing public links it to its TLS socket. Only if no byte was sent is the handshake surely
      // pending.
      if (socket.remotePort !== undefined || socket.bytesRead === 0) socket.destroy();
    });
  }

  cut(): Cut[] {
    this.#socket.destroy();
    return [];
  }
}
