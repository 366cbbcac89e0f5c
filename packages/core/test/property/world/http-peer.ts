import { channel } from "node:diagnostics_channel";
import { FakeRequest, FakeResponse } from "../../fakes/fake-exchange.js";
import type { FakeServer } from "../../fakes/fake-server.js";
import type { RequestKind, ServerName } from "../story.js";
import { fateOf, type HttpAsk, isStreamed } from "./ask.js";
import { type Activity, Peer, type PeerOptions } from "./peer.js";
import { ScriptedSocket } from "./scripted-socket.js";
import { Tunnel } from "./tunnel.js";
import type { World } from "./world.js";

const RESPONSE_FINISH = channel("http.server.response.finish");
const EVENT_STREAM = "text/event-stream";

/** A connection of HTTP/1, in plain or in TLS, with the queue of responses that Node has for it. */
export class HttpPeer extends Peer {
  declare readonly asks: HttpAsk[];
  tunnel: Tunnel | undefined;
  override hasPartial = false;
  /** When bytes of the handshake came in last. */
  lastBytesAt: number;
  /** A response is out whose request is still arriving: when it was, in the drain. */
  lingersSince: number | undefined;
  #isSecure: boolean;
  /** The responses that are not over, in order: only the first one reaches the socket. */
  #queue: HttpAsk[] = [];

  constructor(
    world: World,
    name: ServerName,
    server: FakeServer,
    socket: ScriptedSocket,
    options: PeerOptions,
  ) {
    super(world, name, server, socket, options);
    this.lastBytesAt = this.openedAt;
    this.restsSince = this.openedAt;
    this.#isSecure = name === "http";
  }

  override connect(): void {
    super.connect();
    const { socket } = this;
    socket.once("close", () => this.#onClose(socket));
  }

  get activity(): Activity {
    if (this.tunnel) return "upgraded";
    if (!this.#isSecure) return "handshake";
    return this.isUploading && this.#queue.length === 0 ? "lingering" : "http";
  }

  override get awaitsAnswer(): boolean {
    return this.tunnel?.awaitsAnswer === true;
  }

  get inFlight(): readonly HttpAsk[] {
    return this.#queue.filter(({ isUnanswerable }) => !isUnanswerable);
  }

  get isUploading(): boolean {
    return this.asks.at(-1)?.response.req.complete === false;
  }

  get canAsk(): boolean {
    return this.isOpen && this.activity === "http" && !this.isUploading;
  }

  get first(): HttpAsk | undefined {
    return this.#queue[0];
  }

  /** A part of what comes next, of a head or of a handshake. */
  bytes(): void {
    this.socket.receive();
    this.lastBytesAt = this.world.clock.now();
    if (this.activity === "http" && !this.isUploading) this.hasPartial = true;
  }

  secure(): void {
    this.socket.receive(100);
    this.#isSecure = true;
    const { journal } = this.world;
    const socket = new ScriptedSocket(this.name, journal, this.socket);
    socket.isStuck = this.socket.isStuck;
    this.socket = socket;
    this.restsSince = this.world.clock.now();
    this.knownAt = this.restsSince;
    this.isKnown = this.world.isKnown(this.serverName);
    this.isLate = this.world.drainedAt !== undefined;
    this.isCounted ||= this.isKnown && this.world.announcedAt !== undefined;
    this.hear(socket);
    this.server.emit("secureConnection", socket);
    socket.once("close", () => this.#onClose(socket));
  }

  ask(url: string, kind: RequestKind): void {
    const { world, socket } = this;
    this.hasPartial = false;
    this.becomeKnown();
    socket.receive(100);
    const isStream = isStreamed({ kind });
    const isUpload = kind === "upload";
    const request = new FakeRequest(url, socket, {
      method: isUpload || kind === "posted events" ? "POST" : "GET",
      headers: isStream ? { accept: EVENT_STREAM } : {},
      complete: !isUpload,
    });
    const response = new FakeResponse(request);
    const ask: HttpAsk = {
      url,
      kind,
      response,
      arrivedAt: world.clock.now(),
      isKnown: this.isKnown,
      isCounted: false,
      isRefused: false,
      hasOwnEnd: false,
      isUnanswerable: this.isKnown && world.announcedAt !== undefined && this.#hasSaidClose(),
      handled: 0,
      hasOwnHeader: false,
      mustSayClose: false,
    };
    if (ask.isUnanswerable) ask.fate = "afterClose";
    ask.isCounted = ask.isKnown && !ask.isUnanswerable && world.announcedAt !== undefined;
    this.asks.push(ask);
    this.#queue.push(ask);
    world.handlers.set(response, () => {
      ask.handled++;
      if (isStream) response.setHeader("content-type", EVENT_STREAM);
      if (kind === "page") response.sendHeaders();
    });
    const asksFirst = kind === "expect" && this.server.listenerCount("checkContinue") > 0;
    this.server.tell(asksFirst ? "checkContinue" : "request", response);
    ask.isRefused = ask.handled === 0 && response.writableEnded;
    this.lookAtHeaders();
  }

  /** The handler's doing: `nth` of those that it still works on. */
  answers(nth: number): HttpAsk | undefined {
    const working = this.#queue.filter(({ handled, endedAt }) => handled > 0 && endedAt === undefined);
    return working[nth % working.length];
  }

  headers(ask: HttpAsk): void {
    ask.response.sendHeaders();
    this.lookAtHeaders();
  }

  end(ask: HttpAsk): void {
    ask.hasOwnEnd = true;
    ask.response.end();
    this.lookAtHeaders();
  }

  /** Notes what has gone into headers and ends since it was looked the last time, the engine's doing too. */
  lookAtHeaders(): void {
    const now = this.world.clock.now();
    for (const ask of this.#queue) {
      const { headersSent, writableEnded } = ask.response;
      if (headersSent && ask.headersAt === undefined) {
        ask.headersAt = now;
        ask.mustSayClose = ask === this.#queue.at(-1) && this.world.mustSayClose && !ask.hasOwnHeader;
      }
      if (writableEnded) ask.endedAt ??= now;
    }
  }

  /** The last byte of the first response has left, where its handler is done. */
  flush(): void {
    const [ask] = this.#queue;
    if (!ask?.response.writableEnded || this.socket.destroyed) return;
    this.#queue.shift();
    ask.closedAt = this.world.clock.now();
    ask.fate ??= fateOf(ask);
    if (this.#queue.length === 0) this.restsSince = ask.closedAt;
    const { response } = ask;
    const { req: request } = response;
    const { announcedAt, drainedAt } = this.world;
    // A keep-alive answer before the drain leaves it to the client.
    const isEnded = drainedAt !== undefined || (announcedAt !== undefined && response.isLast);
    if (!request.complete && isEnded) this.lingersSince = ask.closedAt;
    if (RESPONSE_FINISH.hasSubscribers) {
      RESPONSE_FINISH.publish({ request, response, socket: this.socket, server: this.server });
      this.becomeKnown();
    }
    this.socket.byOthers(() => void response.flush());
  }

  /** The upload is complete. */
  body(): void {
    const ask = this.asks.at(-1);
    if (!ask || ask.response.req.complete || !this.isOpen) return;
    ask.response.req.completeBody();
    if (this.#queue.length === 0) this.restsSince = this.world.clock.now();
  }

  upgrade(protocol: "websocket" | "tunnel"): void {
    this.becomeKnown();
    this.hasPartial = false;
    this.socket.receive(100);
    this.tunnel = new Tunnel(this.world, this.socket, protocol);
    const request = new FakeRequest("/", this.socket, { headers: { upgrade: protocol } });
    this.server.emit("upgrade", request, this.socket);
  }

  /** Its client speaks, over a WebSocket that is opened and answered for that where there is none. */
  say(): void {
    if (!this.tunnel) this.upgrade("websocket");
    if (this.tunnel?.answeredAt === undefined) this.tunnel?.frame();
    this.tunnel?.say();
  }

  /**
   * Whether Node holds it for idle, which `closeIdleConnections` closes. It looks at the first response alone: one
   * that is ended but not flushed, and what is queued behind it, count for nothing.
   */
  get isIdleForNode(): boolean {
    if (!this.isOpen || this.activity !== "http" || this.hasPartial || this.asks.length === 0) return false;
    return this.first?.response.writableEnded !== false && !this.isUploading;
  }

  #hasSaidClose(): boolean {
    return (
      this.socket.writableEnded ||
      this.#queue.some(({ response }) => response.headersSent && !response.shouldKeepAlive)
    );
  }

  /** Node tells the first response, and no other, and every request that is still arriving. */
  #onClose(socket: ScriptedSocket): void {
    if (socket !== this.socket) return;
    const now = this.world.clock.now();
    const [first] = this.#queue;
    for (const ask of this.#queue.splice(0)) {
      ask.closedAt = now;
      ask.fate ??= "aborted";
    }
    if (first) {
      first.response.destroyed = true;
      first.response.emit("close");
    }
    const last = this.asks.at(-1)?.response.req;
    if (last && !last.complete) last.emit("close");
  }
}
