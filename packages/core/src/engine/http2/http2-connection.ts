import type { IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from "node:http2";
import type { ConnectionState, Cut } from "../../report.js";
import type { Connection } from "../connections/connection.js";
import { type ConnectionTracker, isDraining } from "../connections/connection-tracker.js";
import { endHttp2EventStream } from "../connections/end-event-stream.js";
import { BROWSER_PAUSE_MS, FLUSH_POLL_MS, LINGER_MS, ownGraceMs, TURNAROUND_MS } from "../limits.js";
import type { UpgradedConnection } from "../websocket/upgraded-connection.js";
import { type Http2Exchange, http2CutOf } from "./http2-exchange.js";

/** What the engine needs of the socket below a session. */
export interface Http2Socket {
  readonly remoteAddress?: string | undefined;
  once(event: "finish", listener: () => void): unknown;
  destroy(): unknown;
}

/**
 * The header by which a browser is recognised. Every browser sends it over TLS, and no page can forge it; Node's
 * `fetch` sends other `sec-fetch` headers, but not this one.
 */
const BROWSER_HEADER = "sec-fetch-dest";

/** `NGHTTP2_NO_ERROR`. The constants of `node:http2` would load it in every program. */
const NO_ERROR = 0;

/** Names all streams: those that a client may open are answered. */
const LARGEST_STREAM = 2 ** 31 - 1;

/**
 * An HTTP/2 session. It gets GOAWAY when it has no stream, at the latest at half of the drain time: some clients
 * (undici before 8) fail their running streams at any GOAWAY. A browser finishes its running streams, and an open page
 * may always have one, so it gets GOAWAY as soon as no stream has begun or ended for a moment.
 */
export class Http2Connection implements Connection {
  readonly #tracker: ConnectionTracker;
  readonly #socket: Http2Socket;
  readonly #session: ServerHttp2Session;
  readonly #streams = new Map<ServerHttp2Stream, Http2Exchange>();
  /** The streams that became tunnels. Each is tracked as a connection of its own, too. */
  readonly #tunnels = new Set<UpgradedConnection>();
  /** The client's settings or a stream have arrived. Before that, its first request may be on its way. */
  #isEstablished = false;
  #isBrowser = false;
  #hasSentGoaway = false;
  /** How many streams have begun or ended, and when the last one did. */
  #changes = 0;
  #changedAt = Number.NEGATIVE_INFINITY;

  constructor(tracker: ConnectionTracker, socket: Http2Socket, session: ServerHttp2Session) {
    this.#tracker = tracker;
    this.#socket = socket;
    this.#session = session;
    session.once("remoteSettings", () => {
      this.#isEstablished = true;
      if (isDraining(tracker)) this.#streamsChanged();
    });
  }

  get state(): ConnectionState {
    return this.#isEstablished ? "http2" : "handshake";
  }

  get exchanges(): Iterable<Http2Exchange> {
    return this.#streams.values();
  }

  get remote(): string | undefined {
    return this.#socket.remoteAddress;
  }

  addStream(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    const exchange: Http2Exchange = {
      stream,
      method: String(headers[":method"] ?? ""),
      url: String(headers[":path"] ?? ""),
      headers,
      startedAt: this.#tracker.clock.now(),
      response: undefined,
    };
    this.#isEstablished = true;
    this.#isBrowser ||= headers[BROWSER_HEADER] !== undefined;
    this.#streams.set(stream, exchange);
    this.#streamsChanged();
    stream.once("close", () => this.#ended(exchange));
    this.#tracker.countRequests("total");
    if (isDraining(this.#tracker)) endHttp2EventStream(exchange, this.#tracker);
  }

  /** Adds a stream that is a tunnel: CONNECT, with or without a protocol (RFC 8441). */
  addTunnel(stream: ServerHttp2Stream, tunnel: UpgradedConnection): void {
    this.#isEstablished = true;
    this.#tunnels.add(tunnel);
    this.#streamsChanged();
    stream.once("close", () => {
      this.#tunnels.delete(tunnel);
      this.#streamsChanged();
    });
  }

  setResponse(stream: ServerHttp2Stream, response: Http2Exchange["response"]): void {
    const exchange = this.#streams.get(stream);
    if (exchange) exchange.response = response;
  }

  disableKeepAlive(): void {
    this.#tracker.countRequests("total", this.#streams.size);
  }

  drain(): void {
    for (const exchange of this.#streams.values()) endHttp2EventStream(exchange, this.#tracker);
    if (this.#isEstablished) this.#closeWhenQuiet();
    const atHalfTime = () => this.#tracker.sendNotice(() => this.#sendGoaway());
    this.#tracker.later(this.#tracker.halfTimeAt - this.#tracker.clock.now(), atHalfTime);
  }

  idleGraceElapsed(): void {
    if (this.#isBrowser) this.#closeWhenQuiet();
    if (this.#isEstablished) return;
    // A client that never sent its preface does not answer a GOAWAY.
    this.#session.destroy();
    this.#socket.destroy();
  }

  cut(): Cut[] {
    for (const tunnel of this.#tunnels) this.#tracker.cut(tunnel);
    const now = this.#tracker.clock.now();
    const cuts = [...this.#streams.values()].map((exchange) => http2CutOf(exchange, now, this.remote));
    this.#streams.clear();
    this.#session.destroy();
    this.#socket.destroy();
    return cuts;
  }

  socketClosed(): void {
    this.#tracker.countRequests("aborted", this.#streams.size);
    this.#streams.clear();
  }

  #ended({ stream }: Http2Exchange): void {
    if (!this.#streams.delete(stream)) return;
    // Not `writableFinished`: it is true of a stream that the client aborted, and false of one that both sides end at
    // the same time.
    const isFlushed = stream.rstCode === 0 && !stream.aborted && stream.writableEnded;
    this.#tracker.requestEnded(stream, isFlushed);
    this.#streamsChanged();
  }

  #streamsChanged(): void {
    this.#changes++;
    this.#changedAt = this.#tracker.clock.now();
    if (isDraining(this.#tracker)) this.#closeWhenQuiet();
  }

  /** How long no stream must have begun or ended before GOAWAY is sent. */
  get #pauseMs(): number {
    return this.#isBrowser && this.#tracker.stage === "grace-over" ? BROWSER_PAUSE_MS : TURNAROUND_MS;
  }

  /**
   * Sends GOAWAY when no stream has begun or ended for a moment. A client often opens its next stream when the last one
   * ends, and many fail a stream that crosses a GOAWAY although they may send it again. Chromium even fails one that it
   * has not sent yet.
   */
  #closeWhenQuiet(): void {
    if (!this.#isBrowser && (this.#streams.size > 0 || this.#tunnels.size > 0)) return;
    const changes = this.#changes;
    const ms = this.#changedAt + this.#pauseMs - this.#tracker.clock.now();
    const sendGoaway = () => this.#tracker.sendNotice(() => this.#changes === changes && this.#sendGoaway());
    if (ms <= 0) sendGoaway();
    else this.#tracker.later(ms, sendGoaway);
  }

  #sendGoaway(): void {
    if (this.#hasSentGoaway || this.#isClosed) return;
    this.#hasSentGoaway = true;
    // After the last stream Node ends the socket, and then waits without a bound for the client to end it too.
    this.#socket.once("finish", () => {
      const boundMs = Math.min(LINGER_MS, ownGraceMs(this.#tracker.limits));
      this.#tracker.later(boundMs, () => this.#socket.destroy());
    });
    this.#session.goaway(NO_ERROR, LARGEST_STREAM);
    this.#closeWhenSent();
  }

  /**
   * Closes the session a turn later, when nothing is left to be sent. If it were closed at once, Node would refuse the
   * requests that arrive before its GOAWAY leaves, and corrupt its heap by that (nodejs/node#64113): the process ends
   * by SIGABRT or SIGSEGV. After a GOAWAY has left, Node ignores new streams. `close` sends a second GOAWAY, which
   * names the last stream that was taken, so the client knows which of its requests to send again.
   */
  #closeWhenSent(): void {
    this.#tracker.clock.turn(() => {
      if (this.#isClosed) return;
      const { outboundQueueSize = 0 } = this.#session.state;
      if (outboundQueueSize === 0) this.#session.close();
      else this.#tracker.later(FLUSH_POLL_MS, () => this.#closeWhenSent());
    });
  }

  get #isClosed(): boolean {
    return this.#session.closed || this.#session.destroyed;
  }
}
