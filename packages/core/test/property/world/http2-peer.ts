import type { FakeServer } from "../../fakes/fake-server.js";
import { FakeSession, type FakeStream } from "../../fakes/fake-session.js";
import type { RequestKind, ServerName } from "../story.js";
import { type Ask, fateOf, isStreamed } from "./ask.js";
import { Peer, type PeerOptions } from "./peer.js";
import type { ScriptedSocket } from "./scripted-socket.js";
import type { World } from "./world.js";

/** What a browser's session has without a move when the idle grace is over. */
export const BROWSER_PAUSE_MS = 10;

const EVENT_STREAM = "text/event-stream";

export interface Http2Ask extends Ask {
  readonly stream: FakeStream;
}

/** A connection of HTTP/2 and its session. */
export class Http2Peer extends Peer {
  declare readonly asks: Http2Ask[];
  readonly activity = "http2";
  readonly session: FakeSession;
  isHeard = false;
  readonly isBrowser: boolean;
  goawayAt: number | undefined;
  /** How long nothing had moved by then. */
  goawayPauseMs = 0;
  /** When its last stream was over; before the first, when it was heard. */
  override restsSince: number;

  constructor(
    world: World,
    name: ServerName,
    server: FakeServer,
    socket: ScriptedSocket,
    options: PeerOptions,
  ) {
    super(world, name, server, socket, options);
    this.restsSince = this.openedAt;
    this.isBrowser = options.isBrowser;
    this.session = new FakeSession(asNodeShows(socket), world.journal, options.isDeaf ? "deaf" : "polite");
    const goaway = this.session.goaway.bind(this.session);
    this.session.goaway = (...given) => {
      this.goawayAt ??= world.clock.now();
      this.goawayPauseMs = this.goawayAt - this.movedAt;
      this.note("goaway");
      goaway(...given);
    };
    const close = this.session.close.bind(this.session);
    this.session.close = () => socket.byOthers(close);
  }

  override connect(): void {
    super.connect();
    this.socket.once("close", () => this.#onClose());
    this.server.emit("session", this.session);
  }

  get inFlight(): readonly Http2Ask[] {
    return this.asks.filter(({ closedAt }) => closedAt === undefined);
  }

  get canAsk(): boolean {
    return this.isOpen && !this.session.closed && !this.session.destroyed;
  }

  /** The client's first word. */
  greet(): void {
    if (!this.isHeard) this.restsSince = this.world.clock.now();
    this.isHeard = true;
    this.session.greet();
  }

  ask(url: string, kind: RequestKind): void {
    if (!this.isHeard) this.greet();
    this.becomeKnown();
    const stream = this.session.open();
    stream.endAfterHeaders = kind !== "upload";
    const ask: Http2Ask = {
      url,
      kind,
      stream,
      arrivedAt: this.world.clock.now(),
      isKnown: this.isKnown,
      isCounted: this.isKnown && this.world.announcedAt !== undefined,
      isRefused: false,
      hasOwnEnd: false,
      isUnanswerable: false,
      handled: 0,
    };
    this.asks.push(ask);
    // In front of the engine's listener, so that a story knows first what became of it.
    stream.once("close", () => this.#over(ask));
    this.world.handlers.set(stream, () => {
      ask.handled++;
    });
    const method = kind === "posted events" ? "POST" : "GET";
    const browser = this.isBrowser ? { "sec-fetch-dest": "empty" } : {};
    this.server.emit("stream", stream, { ":method": method, ":path": url, ...browser });
  }

  get hasShownBrowser(): boolean {
    return this.isBrowser && this.asks.some(({ isKnown }) => isKnown);
  }

  /** When a stream began or ended last. */
  get movedAt(): number {
    return Math.max(
      this.openedAt,
      ...this.asks.map(({ arrivedAt, closedAt = arrivedAt }) => Math.max(arrivedAt, closedAt)),
    );
  }

  answers(nth: number): Http2Ask | undefined {
    const working = this.inFlight;
    return working[nth % working.length];
  }

  headers(ask: Http2Ask): void {
    if (ask.stream.headersSent) return;
    ask.headersAt = this.world.clock.now();
    ask.stream.respond(isStreamed(ask) ? { "content-type": EVENT_STREAM } : {});
  }

  end(ask: Http2Ask): void {
    ask.hasOwnEnd = true;
    ask.endedAt = this.world.clock.now();
    this.socket.byOthers(() => ask.stream.end());
  }

  /** The client gives one request up. */
  reset(ask: Http2Ask): void {
    if (ask.stream.destroyed) return;
    ask.fate ??= "aborted";
    Object.assign(ask.stream, { rstCode: 8, aborted: true });
    this.socket.byOthers(() => ask.stream.destroy());
  }

  #over(ask: Http2Ask): void {
    ask.closedAt = this.world.clock.now();
    ask.isRefused = ask.handled === 0 && ask.stream.writableEnded;
    ask.fate ??= fateOf(ask);
    if (this.inFlight.length === 0) this.restsSince = ask.closedAt;
  }

  #onClose(): void {
    for (const ask of this.inFlight) this.reset(ask);
    this.session.destroyed = true;
    this.session.emit("close");
  }
}

/** Node shows the socket of a session through a proxy whose methods are bound. */
function asNodeShows(socket: ScriptedSocket): ScriptedSocket {
  return new Proxy(socket, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
