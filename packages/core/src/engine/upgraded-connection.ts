import type { Duplex } from "node:stream";
import type { ConnectionState, Cut } from "../report.js";
import type { Connection } from "./connection.js";
import { isDraining, type Ledger } from "./ledger.js";

/** A whole WebSocket close frame: FIN and opcode 8, two bytes without a mask, 1001 "going away" (RFC 6455, 7.4.1). */
const GOING_AWAY = Buffer.from([0x88, 0x02, 0x03, 0xe9]);

/**
 * A socket that left HTTP: a WebSocket, another upgrade, a CONNECT tunnel. A WebSocket is told 1001, unless its server is
 * closed through its own API; each then has the upgrade grace to end by itself, and is cut.
 */
export class UpgradedConnection implements Connection {
  readonly state: ConnectionState = "upgraded";
  readonly inFlight = 0;

  constructor(
    private readonly ledger: Ledger,
    private readonly socket: Duplex,
    private readonly isWebSocket: boolean,
  ) {}

  announce(): void {}

  drain(): void {
    const { upgradeGraceMs, closesWebSockets } = this.ledger.limits;
    this.ledger.later(upgradeGraceMs, () => this.ledger.cut(this));
    if (!this.isWebSocket) return;
    if (closesWebSockets) this.ledger.later(upgradeGraceMs / 2, () => this.sayGoingAway());
    else this.sayGoingAway();
  }

  graceOver(): void {}

  cut(): Cut[] {
    if (this.socket.destroyed) return [];
    const remote =
      "remoteAddress" in this.socket ? (this.socket.remoteAddress as string | undefined) : undefined;
    this.socket.destroy();
    return [{ kind: "connection", state: "upgraded", remote }];
  }

  gone(): void {}

  /** Between two turns: whoever writes whole frames in one turn is never interrupted in the middle of one. */
  private sayGoingAway(): void {
    this.ledger.clock.turn(() => {
      if (isDraining(this.ledger) && this.socket.writable) this.socket.write(GOING_AWAY);
    });
  }
}
