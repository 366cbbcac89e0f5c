import { channel } from "node:diagnostics_channel";
import type { EventEmitter } from "node:events";
import { createDrain } from "../../../src/engine/create-drain.js";
import type { Drain } from "../../../src/engine/drain.js";
import type { Cut, DrainResult } from "../../../src/report.js";
import type { FakeServer } from "../../fakes/fake-server.js";
import { Journal } from "../../fakes/journal.js";
import { SERVERS, type ServerName, type StoryPlan } from "../story.js";
import { isChosenToClose } from "./ask.js";
import { HttpPeer } from "./http-peer.js";
import { Http2Peer } from "./http2-peer.js";
import { type DeedRecord, type Peer, type PeerOptions, RawPeer } from "./peer.js";
import { scriptedServer } from "./scripted-server.js";
import { ScriptedSocket } from "./scripted-socket.js";
import { StoryClock } from "./story-clock.js";

/** In a crowd, each turn that accepts a connection takes this long. */
const TURN_MS = 1;
/** A turn that took longer may have kept somebody waiting; after this the listeners say nothing of closing. */
const BUSY_MS = 25;

export const RESPONSE_FINISH = channel("http.server.response.finish");

export function listenersOf(emitter: EventEmitter): Record<string, number> {
  return Object.fromEntries(emitter.eventNames().map((name) => [String(name), emitter.listenerCount(name)]));
}

/** What a story gave to `hold`. */
export interface Work {
  readonly name: string;
  readonly end: () => void;
  isOver: boolean;
  endedAt: number | undefined;
}

/** Everything that is true in a story at one moment, kept apart from what the engine thinks. */
export class World {
  readonly clock = new StoryClock();
  readonly journal = new Journal(this.clock);
  readonly drain: Drain;
  /** Somebody else in this process listens to responses. */
  readonly hadSubscribers = RESPONSE_FINISH.hasSubscribers;
  readonly servers: ReadonlyMap<ServerName, FakeServer>;
  /** What listens to each server without the engine. */
  readonly ownListeners: ReadonlyMap<ServerName, Record<string, number>>;
  readonly peers: Peer[] = [];
  readonly works: Work[] = [];
  readonly deeds: DeedRecord[] = [];
  /** How many of the deeds were held to the invariants. */
  judged = 0;
  readonly told: Cut[] = [];
  /** By response or stream: what its handler does when it hears of it. */
  readonly handlers = new WeakMap<object, () => void>();
  /** What a story found wrong by itself. */
  readonly broken: string[] = [];
  readonly addedAt = new Map<ServerName, number>();
  /** Servers that have not listened since they were added: the engine cannot ask Node about their connections. */
  readonly unlisted = new Set<ServerName>();
  /** Those that do not listen are closed when they do, once: so something has to listen to them. */
  readonly addedAfterwards = new Set<ServerName>();
  /** When those that did not listen at the start began to. */
  readonly listenedAt = new Map<ServerName, number>();
  readonly listenerClosedAt = new Map<ServerName, number>();
  /** Connections in the kernel that were reset since nobody accepted them. */
  readonly resets: { server: ServerName; count: number; at: number; isCutting: boolean }[] = [];
  readonly backlog = new Map<ServerName, number>();
  announcedAt: number | undefined;
  drainedAt: number | undefined;
  cutAt: number | undefined;
  toldWebSocketsAt: number | undefined;
  endedAt: number | undefined;
  outcome: DrainResult | undefined;
  promise: Promise<DrainResult> | undefined;
  /** There was a crowd in the drain: its listeners may have been busy. */
  hadCrowd = false;
  /** Time that went by within turns: what was due then came that much later. */
  lateMs = 0;
  #named = 0;
  /** What happens in turns that are still to come. */
  #later: { turns: number; run: () => void; askedAt: number }[] = [];

  constructor(readonly plan: StoryPlan) {
    const { withheld, asleep, eventStreams, ...limits } = plan;
    this.drain = createDrain({
      ...limits,
      eventStreams:
        eventStreams === "ask" ? ({ url }) => (isChosenToClose(url) ? "close" : "wait") : eventStreams,
      clock: this.clock,
      admits: ({ url }) => url?.startsWith("/probe") ?? false,
      onCut: (cut) => this.#onCut(cut),
    });
    this.servers = new Map(SERVERS.map((name) => [name, scriptedServer(name, this)]));
    this.ownListeners = new Map([...this.servers].map(([name, server]) => [name, listenersOf(server)]));
    for (const [name, server] of this.servers) {
      server.listening = !asleep.includes(name);
      if (!withheld.includes(name)) this.add(name);
    }
    this.clock.onTurn = () => {
      this.#acceptOneOfEach();
      this.#runWhatIsDue();
    };
    this.clock.hasMore = () => [...this.backlog.values()].some((count) => count > 0);
  }

  get isCutting(): boolean {
    return this.clock.now() >= this.deadline;
  }

  get idleGraceMs(): number {
    return this.plan.idleGraceMs;
  }

  /** The lame duck: what is in flight now is in the counters, and what comes later. */
  announce(): void {
    if (this.announcedAt !== undefined) return;
    this.announcedAt = this.clock.now();
    for (const peer of this.peers) {
      peer.isCounted = peer.isKnown && peer.closedAt === undefined;
      for (const ask of peer.inFlight) ask.isCounted = ask.isKnown;
    }
  }

  /** When the deadline is, or was. */
  get deadline(): number {
    const last = (this.drainedAt ?? Number.POSITIVE_INFINITY) + this.plan.drainMs;
    return Math.min(this.cutAt ?? Number.POSITIVE_INFINITY, last);
  }

  get mustSayClose(): boolean {
    return this.announcedAt !== undefined && !this.hadCrowd;
  }

  newName(what: string): string {
    return `${what} ${++this.#named}`;
  }

  peersOf(name: ServerName): Peer[] {
    return this.peers.filter(({ serverName }) => serverName === name);
  }

  isKnown(name: ServerName): boolean {
    return this.addedAt.has(name) && this.endedAt === undefined;
  }

  add(name: ServerName): void {
    const server = this.servers.get(name) as FakeServer;
    if (this.endedAt !== undefined) {
      if (!server.listening) this.addedAfterwards.add(name);
    } else if (!this.addedAt.has(name)) {
      this.addedAt.set(name, this.clock.now());
      if (!server.listening) this.unlisted.add(name);
    }
    this.drain.add(server.asServer);
  }

  accept(name: ServerName, options: PeerOptions): void {
    const server = this.servers.get(name) as FakeServer;
    if (!server.listening) return;
    const socket = new ScriptedSocket(this.newName(name), this.journal);
    const kind = name === "net" ? RawPeer : name === "http2" ? Http2Peer : HttpPeer;
    const peer = new kind(this, name, server, socket, options);
    this.peers.push(peer);
    peer.connect();
  }

  crowd(name: ServerName, count: number): void {
    if (!this.servers.get(name)?.listening) return;
    this.backlog.set(name, (this.backlog.get(name) ?? 0) + count);
    if (this.drainedAt !== undefined || this.announcedAt !== undefined) this.hadCrowd = true;
  }

  /** In one of the turns of the next moment at which anything happens: so it meets what takes several turns there. */
  later(turns: number, run: () => void, askedAt = this.clock.now()): void {
    this.#later.push({ turns, run, askedAt });
  }

  onListenerClosed(server: ServerName): void {
    const at = this.clock.now();
    const count = this.backlog.get(server) ?? 0;
    this.backlog.delete(server);
    this.listenerClosedAt.set(server, at);
    // After the end nobody would serve them any more.
    if (count > 0 && this.endedAt === undefined)
      this.resets.push({ server, count, at, isCutting: this.isCutting });
  }

  #acceptOneOfEach(): void {
    for (const [name, count] of this.backlog) {
      if (count === 0) continue;
      this.backlog.set(name, count - 1);
      this.accept(name, { isStuck: false, isDeaf: false, isBrowser: false });
      this.clock.spend(TURN_MS);
      this.lateMs += TURN_MS;
      if (this.lateMs > BUSY_MS) this.hadCrowd = true;
    }
  }

  #runWhatIsDue(): void {
    const waiting = this.#later.splice(0);
    for (const { turns, run, askedAt } of waiting) {
      if (this.clock.now() === askedAt) this.later(turns, run, askedAt);
      else if (turns > 1) this.later(turns - 1, run, askedAt);
      else run();
    }
  }

  #onCut(cut: Cut): void {
    this.told.push(cut);
    if (cut.kind !== "request") return;
    for (const { asks } of this.peers) {
      const ask = asks.find(({ url }) => url === cut.url);
      if (ask) ask.fate = "cut";
    }
  }
}
