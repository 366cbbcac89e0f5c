import type { Duplex } from "node:stream";
import type { Clock } from "../../clock.js";
import { shadowListener } from "../listeners/shadow-listener.js";
import { type Frame, FrameReader, OPCODE } from "./frame-reader.js";

/** The length of a server's ping without a payload. Every message with content is longer. */
const EMPTY_FRAME = 2;

/** Messages of one digit of engine.io's clients that nobody answers: pong, every 25 s, and the end of an upgrade. */
const ENGINE_IO_CONTROL: ReadonlySet<number> = new Set([..."35"].map((digit) => digit.charCodeAt(0)));

/**
 * After this time, or at most twice this time, an unanswered question no longer counts: it will hardly be answered in
 * the little time that the drain has.
 */
const QUESTION_MS = 3_000;

/**
 * Counts the messages of a WebSocket's client that the application may still have to answer. Nothing shows which
 * message an answer belongs to, so only numbers are compared. Pings do not count.
 *
 * While the server serves, only the headers of the client's frames and the number of bytes written are read, and
 * `write` of the socket is not replaced. Everything that is written between two messages of the client then counts as
 * one answer. From the signal on, `answered` reports each message of the application.
 */
export class Conversation {
  readonly #socket: Duplex & { bytesWritten?: number };
  readonly #clock: Clock;
  readonly #stop: () => void;
  #owed = 0;
  /** How many of `#owed` were there already at the time `#since`. */
  #owedBefore = 0;
  #since = 0;
  /** How many bytes the socket had written when its client spoke last. */
  #writtenThen = 0;
  /** How many bytes the answers to pings have taken since then. */
  #pongBytes = 0;
  #isWritingRead = false;
  #spokeAt = Number.NEGATIVE_INFINITY;
  /** Until this time, a message that nobody asked for means that the last question may still be unanswered. */
  #watchedUntil = Number.NEGATIVE_INFINITY;
  /** The application sends messages that nobody asked for: what seemed to be an answer may have been one of them. */
  #isAnswerUncertain = false;
  /** How many messages came and were answered in this turn of the event loop. */
  #turn: { asked: number; answered: number } | undefined;

  constructor(socket: Duplex & { bytesWritten?: number }, clock: Clock) {
    this.#socket = socket;
    this.#clock = clock;
    const frames = new FrameReader({
      isMasked: true,
      onBegin: (frame) => this.#begin(frame),
      onEnd: (frame) => this.#end(frame),
    });
    // Only as long as the application has such a listener: with ours alone, the application would miss the data.
    this.#stop = shadowListener(socket, "data", (chunk: Uint8Array | string) => {
      if (typeof chunk !== "string") frames.read(chunk);
    });
  }

  /** Whether the client waits for an answer, as far as can be known. */
  get awaitsAnswer(): boolean {
    if (this.#isWritingRead) return this.#owed > 0 || this.#isAnswerUncertain || this.watchMs > 0;
    if (!this.#hasWritten) return this.#owed > 0;
    this.#forgetOld();
    return this.#owed > 1;
  }

  /** For how many milliseconds `awaitsAnswer` stays true at least; 0 if only an answer is missing. */
  get watchMs(): number {
    return Math.max(0, this.#watchedUntil - this.#clock.now());
  }

  /**
   * From now on `answered` is called for each message that the application sends. What the application has sent since a
   * recent question may have been its answer, or a message that nobody asked for. Such messages come regularly: if it
   * was one, another comes within the time that has passed since the question.
   */
  readWriting(): void {
    if (!this.#isWritingRead && this.#hasWritten) {
      this.#answerOne();
      const now = this.#clock.now();
      const askedMs = now - this.#spokeAt;
      if (askedMs < QUESTION_MS) this.#watchedUntil = now + askedMs;
    }
    this.#isWritingRead = true;
  }

  /**
   * A message was sent. Several in one turn are one answer, such as a result and its end, unless as many questions came
   * in that turn. A message that is sent while nothing is owed was not asked for.
   */
  answered(): void {
    const isUnasked = this.#owed === 0 && !this.#turn;
    if (isUnasked && this.#clock.now() - this.#spokeAt < QUESTION_MS) this.#isAnswerUncertain = true;
    const turn = this.#thisTurn();
    if (turn.answered >= Math.max(1, turn.asked)) return;
    turn.answered++;
    this.#answerOne();
  }

  stop(): void {
    this.#stop();
    this.#owed = 0;
    this.#isAnswerUncertain = false;
    this.#watchedUntil = Number.NEGATIVE_INFINITY;
  }

  #begin({ opcode, isData, length }: Frame): void {
    if (opcode === OPCODE.ping) this.#pongBytes += EMPTY_FRAME + length;
    // A message of one byte may be a control message: `#end` decides.
    if (isData && length !== 1) this.#spoke();
  }

  #end({ isData, length, firstByte }: Frame): void {
    if (isData && length === 1 && !ENGINE_IO_CONTROL.has(firstByte)) this.#spoke();
  }

  #spoke(): void {
    if (this.#isWritingRead) this.#thisTurn().asked++;
    else if (this.#hasWritten) this.#answerOne();
    this.#forgetOld();
    this.#owed++;
    this.#spokeAt = this.#clock.now();
    this.#writtenThen = this.#socket.bytesWritten ?? 0;
    this.#pongBytes = 0;
  }

  #answerOne(): void {
    this.#forgetOld();
    this.#owed = Math.max(0, this.#owed - 1);
    this.#owedBefore = Math.max(0, this.#owedBefore - 1);
  }

  #forgetOld(): void {
    const now = this.#clock.now();
    const forMs = now - this.#since;
    if (forMs < QUESTION_MS) return;
    this.#owed = forMs < 2 * QUESTION_MS ? this.#owed - this.#owedBefore : 0;
    this.#owedBefore = this.#owed;
    this.#since = now;
  }

  /** Whether more than pongs and an empty ping was written since the client spoke last. */
  get #hasWritten(): boolean {
    const written = (this.#socket.bytesWritten ?? Number.POSITIVE_INFINITY) - this.#writtenThen;
    return written - this.#pongBytes > EMPTY_FRAME;
  }

  #thisTurn(): { asked: number; answered: number } {
    if (!this.#turn) {
      this.#turn = { asked: 0, answered: 0 };
      this.#clock.turn(() => {
        this.#turn = undefined;
      });
    }
    return this.#turn;
  }
}
