import type { Socket } from "node:net";
import type { ConnectionState, Cut } from "../report.js";
import type { Connection } from "./connection.js";

/**
 * A connection of which the engine knows nothing but that it is open: of a raw `net.Server`, or of a TLS server before its
 * handshake is done. The first is waited for until the deadline; the second is not worth a wait beyond the idle grace.
 */
export class RawConnection implements Connection {
  readonly inFlight = 0;

  constructor(
    private readonly socket: Socket,
    readonly state: Extract<ConnectionState, "raw" | "handshake">,
    private readonly onGone?: () => void,
  ) {}

  announce(): void {}

  drain(): void {}

  graceOver(): void {
    if (this.state !== "handshake") return;
    // On a Unix socket nothing public links it to its TLS socket: only one that never sent a byte is surely pending.
    if (this.socket.remotePort !== undefined || this.socket.bytesRead === 0) this.socket.destroy();
  }

  cut(): Cut[] {
    const cuts: Cut[] =
      this.state === "raw" ? [{ kind: "connection", state: "raw", remote: this.socket.remoteAddress }] : [];
    this.socket.destroy();
    return cuts;
  }

  gone(): void {
    this.onGone?.();
  }
}
