import type { ScriptedSocket } from "./scripted-socket.js";
import type { World } from "./world.js";

const ANSWER = Buffer.from("HTTP/1.1 101 Switching Protocols\r\n\r\n");
const MESSAGE = Buffer.from([0x81, 0x01, 0x61]);
/** A message of a client, its mask zero. */
const QUESTION = Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x68, 0x69]);
/** The application's own, with the code 1000. */
const CLOSE = Buffer.from([0x88, 0x02, 0x03, 0xe8]);

/** What became of a connection that left HTTP, seen from its handler. */
export class Tunnel {
  readonly openedAt: number;
  answeredAt: number | undefined;
  /** The application said close, of itself or because its client did. */
  isClosing = false;
  /** Its client spoke last. */
  awaitsAnswer = false;
  /** How many of its messages were not answered, at most: what is sent between two of them answers one at least. */
  owed = 0;
  /** When its client spoke last. */
  askedAt = Number.NEGATIVE_INFINITY;
  #hasAnswered = true;
  readonly #bytesBefore: number;

  constructor(
    private readonly world: World,
    private readonly socket: ScriptedSocket,
    readonly protocol: "websocket" | "tunnel",
  ) {
    this.openedAt = world.clock.now();
    this.#bytesBefore = socket.sent.length;
  }

  /** Everything that went out since the upgrade was answered, in hexadecimal. */
  get sent(): string {
    return this.socket.sent.slice(this.#bytesBefore + ANSWER.length * 2);
  }

  /** The answer to the upgrade, and from then on messages. */
  frame(): void {
    if (!this.socket.writable) return;
    if (this.answeredAt === undefined) {
      this.answeredAt = this.world.clock.now();
      this.#write(ANSWER);
    } else if (!this.isClosing) {
      this.awaitsAnswer = false;
      if (!this.#hasAnswered) this.owed--;
      this.#hasAnswered = true;
      this.#write(MESSAGE);
    }
  }

  /** Its client speaks. */
  say(): void {
    if (!this.socket.writable || this.answeredAt === undefined || this.isClosing) return;
    this.awaitsAnswer = true;
    this.owed++;
    this.askedAt = this.world.clock.now();
    this.#hasAnswered = false;
    this.socket.emit("data", QUESTION);
  }

  /** The closing handshake, as what speaks WebSocket has it: a close frame, and the end of the socket. */
  close(): void {
    if (!this.socket.writable || this.answeredAt === undefined || this.isClosing) return;
    this.isClosing = true;
    this.#write(CLOSE);
    this.socket.byOthers(() => this.socket.end());
    process.nextTick(() => this.socket.flush());
  }

  #write(bytes: Buffer): void {
    this.socket.byOthers(() => this.socket.write(bytes));
  }
}
