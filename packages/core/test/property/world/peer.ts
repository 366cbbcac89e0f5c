import type { FakeServer } from "../../fakes/fake-server.js";
import type { ServerName } from "../story.js";
import type { Ask } from "./ask.js";
import type { Deed, ScriptedSocket } from "./scripted-socket.js";
import type { World } from "./world.js";

/** The least that a connection has which came in the drain. */
export const TURNAROUND_MS = 20;
const FAR_TURNAROUND_MS = 100;

export interface PeerOptions {
  isStuck: boolean;
  isDeaf: boolean;
  isBrowser: boolean;
}

/** A deed of the engine, with what was going on on the connection at that moment. */
export interface DeedRecord {
  readonly deed: Deed | "goaway";
  readonly peer: Peer;
  readonly at: number;
  readonly isCutting: boolean;
  /** Requests that a handler works on, or whose answer is not out to its last byte. */
  readonly inFlight: readonly Ask[];
  /** Requests from before the engine are in flight, of which it cannot know. */
  readonly hasUnseen: boolean;
  readonly hasPartial: boolean;
  readonly activity: Activity;
  /** Its client spoke last on a WebSocket, at the time. */
  readonly awaitsAnswer: boolean;
}

export type Activity = "raw" | "handshake" | "http" | "lingering" | "upgraded" | "http2";

/** One connection of a story: its client, and what Node does on the server's side of it. */
export abstract class Peer {
  readonly openedAt: number;
  /** The engine has heard of it. */
  isKnown: boolean;
  knownAt: number;
  /** The engine may ask Node whether it is idle. */
  isListed = true;
  /** It was open at the announcement or came later: it is in the counters. */
  isCounted: boolean;
  /** The drain had begun when the engine heard of it: it has a grace of its own. */
  isLate: boolean;
  /** Node has said that its socket is closed. */
  closedAt: number | undefined;
  readonly asks: Ask[] = [];

  constructor(
    protected readonly world: World,
    readonly serverName: ServerName,
    protected readonly server: FakeServer,
    public socket: ScriptedSocket,
    readonly options: PeerOptions,
  ) {
    this.openedAt = world.clock.now();
    this.isKnown = world.isKnown(serverName);
    this.knownAt = this.openedAt;
    this.isLate = this.isKnown && world.drainedAt !== undefined;
    this.isCounted = this.isKnown && world.announcedAt !== undefined;
    socket.isStuck = options.isStuck;
    this.hear(socket);
  }

  /** Node accepts it. */
  connect(): void {
    this.server.adopt(this.socket);
    this.server.emit("connection", this.socket);
  }

  abstract readonly activity: Activity;
  /** In flight, as the client sees it. */
  abstract readonly inFlight: readonly Ask[];
  /** Its client spoke last on a WebSocket. */
  get awaitsAnswer(): boolean {
    return false;
  }
  /** Part of a request's head is there. */
  readonly hasPartial: boolean = false;
  /** Since when nothing at all is going on. */
  restsSince = Number.NaN;

  get name(): string {
    return this.socket.name;
  }

  get isOpen(): boolean {
    return !this.socket.destroyed;
  }

  /** Takes the deeds on a socket down. */
  protected hear(socket: ScriptedSocket): void {
    socket.onDeed = (deed) => this.note(deed);
    socket.once("close", () => {
      if (this.socket === socket) this.closedAt = this.world.clock.now();
    });
  }

  protected note(deed: DeedRecord["deed"]): void {
    this.world.deeds.push({
      deed,
      peer: this,
      at: this.world.clock.now(),
      isCutting: this.world.isCutting,
      // Of those that were there before the engine nothing public tells how many there are.
      inFlight: this.inFlight.filter(({ isKnown }) => isKnown),
      hasUnseen: this.inFlight.some(({ isKnown }) => !isKnown),
      awaitsAnswer: this.awaitsAnswer,
      hasPartial: this.hasPartial,
      activity: this.activity,
    });
  }

  becomeKnown(): void {
    if (this.isKnown || !this.world.isKnown(this.serverName)) return;
    this.isKnown = true;
    this.isListed = !this.world.unlisted.has(this.serverName);
    this.knownAt = this.world.clock.now();
    this.isLate = this.world.drainedAt !== undefined;
    this.isCounted = this.world.announcedAt !== undefined;
  }

  /** When the idle grace is over for it, in a drain. */
  get graceUntil(): number {
    const { drainedAt = Number.POSITIVE_INFINITY, idleGraceMs } = this.world;
    return this.isLate ? this.knownAt + Math.max(idleGraceMs, TURNAROUND_MS) : drainedAt + idleGraceMs;
  }

  /** How long it has for its next request after an answer in the drain that did not say close. */
  get turnaroundMs(): number {
    return Math.min(Math.max(this.world.idleGraceMs, TURNAROUND_MS), FAR_TURNAROUND_MS);
  }

  hangUp(): void {
    this.socket.hangUp();
  }
}

/** A connection of a server that speaks no HTTP. */
export class RawPeer extends Peer {
  readonly activity = "raw";
  readonly inFlight = [];
}
