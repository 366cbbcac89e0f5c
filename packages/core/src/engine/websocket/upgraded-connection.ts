import type { Duplex } from "node:stream";
import type { ConnectionState, Cut } from "../../report.js";
import type { Connection } from "../connections/connection.js";
import type { ConnectionTracker } from "../connections/connection-tracker.js";
import { closeFrameDelayMs } from "../connections/spread.js";
import { FLUSH_POLL_MS, UPGRADE_POLL_MS } from "../limits.js";
import { Conversation } from "./conversation.js";
import { dropWritesAfterClose } from "./drop-writes-after-close.js";
import { followPiped } from "./follow-piped.js";
import type { WrittenFrames } from "./frame-reader.js";

/** A whole WebSocket close frame: FIN and opcode 8, two bytes without a mask, 1001 "going away" (RFC 6455, 7.4.1). */
const GOING_AWAY = Buffer.from([0x88, 0x02, 0x03, 0xe9]);

type Upgraded = Duplex & { headersSent?: boolean; bytesWritten?: number };

/**
 * A connection that has left HTTP: a WebSocket, another upgrade or a CONNECT tunnel, on a socket or in a stream of an
 * HTTP/2 session. A WebSocket is closed with 1001, unless the application closes it. What has not ended by the end of
 * the upgrade grace is cut.
 */
export class UpgradedConnection implements Connection {
  readonly #tracker: ConnectionTracker;
  readonly #socket: Upgraded;
  readonly #isWebSocket: boolean;
  readonly #remote: string | undefined;
  readonly state: ConnectionState = "upgraded";
  readonly #bytesBefore: number;
  readonly #conversation: Conversation | undefined;
  /** Whether a stream is piped into it whose frames are not read: its chunks need not end where frames end. */
  #isTunnel = false;
  /** The frames that are piped into it, if they can be read. */
  #piped: WrittenFrames | undefined;
  #graceUntil = Number.POSITIVE_INFINITY;
  /** How the application closes it, in place of the engine's close frame. */
  #close: (() => void) | undefined;
  /** `scheduled`: waits for its place; `due`: sent as soon as the client has its answer. */
  #closeFrame: "none" | "scheduled" | "due" | "sent" = "none";
  #place = 0;
  /** Whether the close frame waits, for a limited time, because the client waits for an answer. */
  #isAwaitingAnswer = false;
  #sent: WrittenFrames | undefined;

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

  /** Called before the application is told of the drain, and may close its WebSockets itself. */
  disableKeepAlive(): void {
    if (this.#isCloseable && this.#isAnswered) this.#readWriting();
  }

  drain(): void {
    const { clock, limits } = this.#tracker;
    this.#graceUntil = clock.now() + limits.upgradeGraceMs;
    this.#tracker.later(limits.upgradeGraceMs, () => this.#graceElapsed());
    if (this.#tracker.mayCloseWebSockets || this.#close) this.startCloseHandshake();
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
    if (!this.#isWebSocket || this.#closeFrame !== "none") return false;
    this.#close = close;
    if (this.#graceUntil < Number.POSITIVE_INFINITY) this.startCloseHandshake();
    return true;
  }

  startCloseHandshake(): void {
    if (!this.#isCloseable || this.#closeFrame !== "none") return;
    const { clock, limits } = this.#tracker;
    this.#closeFrame = "scheduled";
    this.#place = this.#tracker.nextPlace();
    // Half of what is left, so that the client has time to answer.
    const atMostMs = Math.max(0, this.#graceUntil - clock.now()) / 2;
    this.#tracker.later(closeFrameDelayMs(this.#place, limits.spreadMs, atMostMs), () =>
      this.#closeFrameIsDue(),
    );
  }

  /** Goes on a turn later, when everything that the client has sent so far is read. */
  #closeFrameIsDue(): void {
    this.#tracker.clock.turn(() => {
      this.#closeFrame = "due";
      this.#closeUnlessAnswerAwaited();
    });
  }

  #closeUnlessAnswerAwaited(): void {
    // It may be closed, or piped into, meanwhile.
    if (!this.#socket.writable || !this.#isCloseable) return;
    if (this.#isAnswered) this.#readWriting();
    const { limits, clock } = this.#tracker;
    const answerMs = this.#graceUntil - limits.upgradeGraceMs / 2 - clock.now();
    if (!this.#conversation?.awaitsAnswer || answerMs <= 0) {
      this.#queueCloseFrame();
    } else if (!this.#isAwaitingAnswer) {
      this.#isAwaitingAnswer = true;
      // Unanswered clients keep their places in the spread. Otherwise all of them would be closed in one moment.
      const ownMs = this.#place * Math.min(limits.spreadMs, limits.upgradeGraceMs / 4);
      this.#tracker.later(answerMs + ownMs, () => this.#queueCloseFrame());
      this.#closeWhenWatched(this.#conversation);
    }
  }

  /** Looks again, since a timer may come before its time by up to the length of a turn. */
  #closeWhenWatched(conversation: Conversation): void {
    const { watchMs } = conversation;
    if (watchMs > 0) this.#tracker.later(Math.ceil(watchMs), () => this.#closeWhenWatched(conversation));
    else this.#closeUnlessAnswerAwaited();
  }

  #queueCloseFrame(): void {
    if (this.#closeFrame === "due" && this.#tracker.stage !== "done") {
      this.#tracker.sendNotice(() => this.#sendCloseFrame());
    }
  }

  /**
   * Never called from within the application's code, so an application that writes each frame within one turn is not
   * interrupted in the middle of a frame. Before the upgrade is answered, the frame would be taken for the answer.
   */
  #sendCloseFrame(): void {
    if (!this.#socket.writable || !this.#isCloseable || this.#closeFrame !== "due") return;
    if (!this.#isAnswered) {
      this.#tracker.later(UPGRADE_POLL_MS, () => this.#closeUnlessAnswerAwaited());
      return;
    }
    if (this.#close) {
      this.#closeFrame = "sent";
      this.#close();
      return;
    }
    // An application that relays chunks by hand may be in the middle of a frame.
    if (!this.#readWriting()?.isBetweenFrames) {
      this.#tracker.later(UPGRADE_POLL_MS, () => this.#queueCloseFrame());
      return;
    }
    this.#closeFrame = "sent";
    // If the peer is gone, the write fails, and the application need not have a listener for that error.
    this.#socket.on("error", () => {});
    this.#socket.write(GOING_AWAY);
  }

  /** Begins between two frames. Returns `undefined` as long as it cannot. */
  #readWriting(): WrittenFrames | undefined {
    if (this.#sent || this.#piped?.isBetweenFrames === false) return this.#sent;
    this.#conversation?.readWriting();
    this.#sent = dropWritesAfterClose(this.#socket, () => {
      this.#conversation?.answered();
      // An answer may consist of several messages that are sent in one turn.
      if (this.#closeFrame === "due") this.#tracker.clock.turn(() => this.#closeUnlessAnswerAwaited());
    });
    return this.#sent;
  }

  /**
   * Waits as long as bytes are still being sent, so that a message is not cut in the middle. A stream that is piped in
   * writes more as soon as the buffer is flushed, so an empty buffer alone does not mean that it is over.
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

  get #isCloseable(): boolean {
    return this.#isWebSocket && (!this.#isTunnel || this.#close !== undefined);
  }

  /** The only public sign that an upgrade is answered: bytes were written, or in HTTP/2 headers were sent. */
  get #isAnswered(): boolean {
    return this.#socket.headersSent ?? (this.#socket.bytesWritten ?? 0) > this.#bytesBefore;
  }

  /** The closing handshake is done or the upgrade was refused: only the client's FIN is missing. */
  get #isOver(): boolean {
    return this.#isWebSocket && this.#socket.writableFinished;
  }
}
