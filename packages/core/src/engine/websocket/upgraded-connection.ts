import type { Duplex } from "node:stream";
import type { ConnectionState, Cut } from "../../report.js";
import type { Connection } from "../connections/connection.js";
import type { ConnectionTracker } from "../connections/connection-tracker.js";
import { UPGRADE_POLL_MS } from "../limits.js";
import { dropWritesAfterClose } from "./drop-writes-after-close.js";

/** A whole WebSocket close frame: FIN and opcode 8, two bytes without a mask, 1001 "going away" (RFC 6455, 7.4.1). */
const GOING_AWAY = Buffer.from([0x88, 0x02, 0x03, 0xe9]);

/**
 * What left HTTP: the socket of a WebSocket, of another upgrade or of a CONNECT tunnel, or one such stream of an HTTP/2
 * session. A WebSocket is told 1001, unless the application closes it; each then has the upgrade grace to end by itself,
 * and is cut.
 */
export class UpgradedConnection implements Connection {
  readonly #tracker: ConnectionTracker;
  readonly #socket: Duplex & { headersSent?: boolean; bytesWritten?: number };
  readonly #isWebSocket: boolean;
  readonly #remote: string | undefined;
  readonly state: ConnectionState = "upgraded";
  readonly #bytesBefore: number;
  #isTold = false;
  #stopDropping?: () => void;

  constructor(
    tracker: ConnectionTracker,
    socket: Duplex & { headersSent?: boolean; bytesWritten?: number },
    isWebSocket: boolean,
    remote: string | undefined,
  ) {
    this.#tracker = tracker;
    this.#socket = socket;
    this.#isWebSocket = isWebSocket;
    this.#remote = remote;
    this.#bytesBefore = socket.bytesWritten ?? 0;
  }

  /** Before the application hears of it and closes its WebSockets itself. */
  disableKeepAlive(): void {
    if (this.#isWebSocket && this.#isAnswered) this.#stopDropping ??= dropWritesAfterClose(this.#socket);
  }

  drain(): void {
    this.#tracker.later(this.#tracker.limits.upgradeGraceMs, () => this.#tracker.cut(this));
    if (this.#tracker.mayCloseWebSockets) this.tellWebSocket();
  }

  idleGraceElapsed(): void {
    if (this.#isOver) this.#socket.destroy();
  }

  cut(): Cut[] {
    const isLost = !this.#socket.destroyed && !this.#isOver;
    this.#socket.destroy();
    return isLost ? [{ kind: "connection", state: "upgraded", remote: this.#remote }] : [];
  }

  socketClosed(): void {
    this.#stopDropping?.();
  }

  tellWebSocket(): void {
    if (this.#isWebSocket && !this.#isTold) this.#tracker.tell(() => this.#sayGoingAway());
  }

  /**
   * Never called from within the application's own turn: who writes whole frames in one turn is never interrupted in the
   * middle of one. Before the handshake is answered, the frame would be taken for the answer.
   */
  #sayGoingAway(): void {
    if (this.#isTold || !this.#socket.writable) return;
    if (!this.#isAnswered) {
      this.#tracker.later(UPGRADE_POLL_MS, () => this.tellWebSocket());
      return;
    }
    this.#isTold = true;
    this.#stopDropping ??= dropWritesAfterClose(this.#socket);
    // Where the peer is gone, writing fails: the application need not have a listener for what it did not write.
    this.#socket.on("error", () => {});
    this.#socket.write(GOING_AWAY);
  }

  /** Node has no public sign of a handshake but that something was written, or, in HTTP/2, that headers were sent. */
  get #isAnswered(): boolean {
    return this.#socket.headersSent ?? (this.#socket.bytesWritten ?? 0) > this.#bytesBefore;
  }

  /** The closing handshake is done or the upgrade was turned away: nothing but the client's FIN is missing. */
  get #isOver(): boolean {
    return this.#isWebSocket && this.#socket.writableFinished;
  }
}
