import type { Duplex } from "node:stream";
import type { ConnectionState, Cut } from "../../report.js";
import type { Connection } from "../connections/connection.js";
import type { ConnectionTracker } from "../connections/connection-tracker.js";
import { tellingDelayMs } from "../connections/spread.js";
import { FLUSH_POLL_MS, UPGRADE_POLL_MS } from "../limits.js";
import { Conversation } from "./conversation.js";
import { dropWritesAfterClose, type SentFrames } from "./drop-writes-after-close.js";
import { followPiped, type PipedFrames } from "./follow-piped.js";

/** A whole WebSocket close frame: FIN and opcode 8, two bytes without a mask, 1001 "going away" (RFC 6455, 7.4.1). */
const GOING_AWAY = Buffer.from([0x88, 0x02, 0x03, 0xe9]);

type Upgraded = Duplex & { headersSent?: boolean; bytesWritten?: number };

/**
 * What left HTTP: the socket of a WebSocket, of another upgrade or of a CONNECT tunnel, or one such stream of an HTTP/2
 * session. A WebSocket is told 1001, unless the application closes it; each then has the upgrade grace to end by
 * itself, and is cut.
 */
export class UpgradedConnection implements Connection {
  readonly #tracker: ConnectionTracker;
  readonly #socket: Upgraded;
  readonly #isWebSocket: boolean;
  readonly #remote: string | undefined;
  readonly state: ConnectionState = "upgraded";
  readonly #bytesBefore: number;
  readonly #conversation: Conversation | undefined;
  /** Somebody pipes into it: what it is sent comes in pieces, of which nobody here knows where a frame ends. */
  #isTunnel = false;
  /** Where those pieces are followed, it is none. */
  #piped: PipedFrames | undefined;
  #graceUntil = Number.POSITIVE_INFINITY;
  /** `placed`: waits for its place; `due`: told as soon as its client has its answer. */
  /** How its application closes it. Without one it gets the engine's frame. */
  #close: (() => void) | undefined;
  #telling: "untold" | "placed" | "due" | "told" = "untold";
  #place = 0;
  /** Its client waits for an answer, and so does its close frame, for a time. */
  #isPatient = false;
  #sent: SentFrames | undefined;

  constructor(
    tracker: ConnectionTracker,
    socket: Upgraded,
    isWebSocket: boolean,
    remote: string | undefined,
  ) {
    this.#tracker = tracker;
    this.#socket = socket;
    this.#isWebSocket = isWebSocket;
    this.#remote = remote;
    this.#bytesBefore = socket.bytesWritten ?? 0;
    if (!isWebSocket) return;
    this.#conversation = new Conversation(socket, tracker.clock);
    socket.once("pipe", this.#onPipe);
  }

  /** Before the application hears of it and closes its WebSockets itself. */
  disableKeepAlive(): void {
    if (this.#mayBeTold && this.#isAnswered) this.#readWriting();
  }

  drain(): void {
    const { clock, limits } = this.#tracker;
    this.#graceUntil = clock.now() + limits.upgradeGraceMs;
    this.#tracker.later(limits.upgradeGraceMs, () => this.#graceElapsed());
    if (this.#tracker.mayCloseWebSockets || this.#close) this.tellWebSocket();
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
    this.#leave();
  }

  closeWebSocket(close: () => void): boolean {
    if (!this.#isWebSocket || this.#telling !== "untold") return false;
    this.#close = close;
    if (this.#graceUntil < Number.POSITIVE_INFINITY) this.tellWebSocket();
    return true;
  }

  tellWebSocket(): void {
    if (!this.#mayBeTold || this.#telling !== "untold") return;
    const { clock, limits } = this.#tracker;
    this.#telling = "placed";
    this.#place = this.#tracker.nextPlace();
    // Half of what is left, so that it has time to answer.
    const atMostMs = Math.max(0, this.#graceUntil - clock.now()) / 2;
    this.#tracker.later(tellingDelayMs(this.#place, limits.spreadMs, atMostMs), () => this.#fallDue());
  }

  /** A turn later: what its client has sent until now is read by then. */
  #fallDue(): void {
    this.#tracker.clock.turn(() => {
      this.#telling = "due";
      this.#tellIfAnswered();
    });
  }

  #tellIfAnswered(): void {
    // Closed meanwhile, it is left as it is.
    if (!this.#socket.writable || !this.#mayBeTold) return;
    if (this.#isAnswered) this.#readWriting();
    const { limits, clock } = this.#tracker;
    const patienceMs = this.#graceUntil - limits.upgradeGraceMs / 2 - clock.now();
    if (!this.#conversation?.awaitsAnswer || patienceMs <= 0) {
      this.#tell();
    } else if (!this.#isPatient) {
      this.#isPatient = true;
      // Those that nobody answers keep their places, or all of them would be told in one moment.
      const ownMs = this.#place * Math.min(limits.spreadMs, limits.upgradeGraceMs / 4);
      this.#tracker.later(patienceMs + ownMs, () => this.#tell());
    }
  }

  #tell(): void {
    if (this.#telling === "due" && this.#tracker.stage !== "done") {
      this.#tracker.tell(() => this.#sayGoingAway());
    }
  }

  /**
   * Never called from within the application's own turn: who writes whole frames in one turn is never interrupted in
   * the middle of one. Before the handshake is answered, the frame would be taken for the answer.
   */
  #sayGoingAway(): void {
    if (!this.#socket.writable || !this.#mayBeTold || this.#telling !== "due") return;
    if (!this.#isAnswered) {
      this.#tracker.later(UPGRADE_POLL_MS, () => this.#tellIfAnswered());
      return;
    }
    if (this.#close) {
      this.#telling = "told";
      this.#close();
      return;
    }
    // Who relays pieces by hand may be in the middle of a frame.
    if (!this.#readWriting()?.isBetweenFrames) {
      this.#tracker.later(UPGRADE_POLL_MS, () => this.#tell());
      return;
    }
    this.#telling = "told";
    // Where the peer is gone, writing fails: the application need not have a listener for what it did not write.
    this.#socket.on("error", () => {});
    this.#socket.write(GOING_AWAY);
  }

  /** Begins between two frames. Returns `undefined` as long as it cannot. */
  #readWriting(): SentFrames | undefined {
    if (this.#sent || this.#piped?.isBetweenFrames === false) return this.#sent;
    this.#conversation?.readWriting();
    this.#sent = dropWritesAfterClose(this.#socket, () => {
      this.#conversation?.answered();
      // An answer may be several messages, which are sent in one turn.
      if (this.#telling === "due") this.#tracker.clock.turn(() => this.#tellIfAnswered());
    });
    return this.#sent;
  }

  /**
   * What it was sent is still leaving: a message is not cut in the middle while there is time. Who pipes into it
   * writes more as soon as that is flushed, so nothing to flush is no sign of the end as long as bytes go out.
   */
  #graceElapsed(bytesThen = this.#socket.bytesWritten): void {
    const { writableLength, destroyed, bytesWritten } = this.#socket;
    const isLeaving = writableLength > 0 || bytesWritten !== bytesThen;
    if (isLeaving && !destroyed) this.#tracker.later(FLUSH_POLL_MS, () => this.#graceElapsed(bytesWritten));
    else this.#tracker.cut(this);
  }

  readonly #onPipe = (source: unknown): void => {
    this.#piped = this.#isAnswered ? undefined : followPiped(source);
    if (this.#piped) return;
    this.#isTunnel = true;
    this.#leave();
  };

  #leave(): void {
    this.#sent?.stop();
    this.#conversation?.stop();
    this.#piped?.stop();
    this.#socket.off("pipe", this.#onPipe);
  }

  get #mayBeTold(): boolean {
    return this.#isWebSocket && (!this.#isTunnel || this.#close !== undefined);
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
