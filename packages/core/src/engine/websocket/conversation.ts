import type { Duplex } from "node:stream";
import type { Clock } from "../../clock.js";
import { shadowListener } from "../listeners/shadow-listener.js";
import { type Frame, FrameReader, OPCODE } from "./frame-reader.js";

/** The length of a server's ping without a payload. Every message with content is longer. */
const EMPTY_FRAME = 2;

/**
 * Messages of one digit that clients of engine.io send: pong, every 25 s, and the end of an upgrade. Neither is
 * answered.
 */
const ENGINE_IO_CONTROL: ReadonlySet<number> = new Set([..."35"].map((digit) => digit.charCodeAt(0)));

/**
 * How long a question counts at least, and twice that at most, when more was said behind it: what takes longer will
 * hardly be answered in the little time that there is.
 */
const QUESTION_MS = 3_000;

/**
 * How many messages of its client a WebSocket's application may still have to answer: nothing but their number tells
 * whether it has. Pings are none.
 *
 * While the server serves, the headers of the client's frames are read, and of what is written the amount alone is
 * noted: the method on the socket is left as it is. So what is written between two messages of the client counts as
 * one answer, were it several; from the signal on each is seen.
 */
export class Conversation {
  readonly #socket: Duplex & { bytesWritten?: number };
  readonly #clock: Clock;
  readonly #stop: () => void;
  #owed = 0;
  /** As many of them are from before that time. */
  #owedBefore = 0;
  #since = 0;
  /** By the socket, when its client spoke last. */
  #writtenThen = 0;
  /** How many bytes the answers to pings take that came since. */
  #pongBytes = 0;
  #isWritingRead = false;
  #spokeAt = Number.NEGATIVE_INFINITY;
  /** Until then a message that nobody asked for would show that the last question may not be answered yet. */
  #watchedUntil = Number.NEGATIVE_INFINITY;
  /** Messages come that nobody asked for, as from a subscription: any of those before may have been one as well. */
  #isAnswerUncertain = false;
  /** What came and what was answered in this turn of the event loop. */
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

  /** An answer is owed, as far as that can be told. */
  get awaitsAnswer(): boolean {
    if (this.#isWritingRead) return this.#owed > 0 || this.#isAnswerUncertain || this.watchMs > 0;
    if (!this.#hasWritten) return this.#owed > 0;
    this.#forgetOld();
    return this.#owed > 1;
  }

  /** For how long `awaitsAnswer` is true at least: milliseconds, 0 where only an answer is waited for. */
  get watchMs(): number {
    return Math.max(0, this.#watchedUntil - this.#clock.now());
  }

  /**
   * From now on `answered` is called for each message that the application sends. What it has sent since a question of
   * late may have been the answer or a message that nobody asked for. If such messages come regularly, another one
   * comes within the time that has passed since the question.
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
   * A message was sent. Several in one turn are one answer, as a result and its end: but for as many as were asked in
   * that turn. One in a turn in which nothing is owed was not asked for.
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

  /** Something was written since its client spoke last. */
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
