import type { ServerHttp2Session, ServerHttp2Stream } from "node:http2";
import type { Socket } from "node:net";
import type { ConnectionState, Cut } from "../report.js";
import type { Connection } from "./connection.js";
import { isDraining, type Ledger } from "./ledger.js";

interface Stream {
  readonly stream: ServerHttp2Stream;
  readonly method: string;
  readonly url: string;
  readonly startedAt: number;
}

/**
 * An HTTP/2 session. It gets GOAWAY when it has no stream, or at half of the drain time: some clients (undici) fail their
 * running streams at any GOAWAY, so it waits for the streams first. There is one GOAWAY, not two: a first one with the
 * highest stream id makes Node drop later streams without an answer.
 */
export class Http2Connection implements Connection {
  readonly state: ConnectionState = "http2";
  private readonly streams = new Map<ServerHttp2Stream, Stream>();

  constructor(
    private readonly ledger: Ledger,
    private readonly socket: Socket,
    private readonly session: ServerHttp2Session,
  ) {}

  get inFlight(): number {
    return this.streams.size;
  }

  begin(stream: ServerHttp2Stream, headers: Record<string, unknown>): void {
    const method = String(headers[":method"] ?? "");
    const url = String(headers[":path"] ?? "");
    this.streams.set(stream, { stream, method, url, startedAt: this.ledger.clock.now() });
    stream.once("close", () => this.ended(stream));
    if (this.ledger.stage !== "serving") this.ledger.counts.requests.total++;
  }

  announce(): void {
    this.ledger.counts.requests.total += this.streams.size;
  }

  drain(): void {
    this.closeWhenIdle();
    this.ledger.later(this.ledger.limits.drainMs / 2, () => this.sayGoaway());
  }

  graceOver(): void {
    // A peer that never sent its preface never answers a GOAWAY either.
    if (this.streams.size === 0) this.session.destroy();
  }

  cut(): Cut[] {
    const now = this.ledger.clock.now();
    const remote = this.socket.remoteAddress;
    const cuts = [...this.streams.values()].map(({ stream, method, url, startedAt }): Cut => {
      const state = stream.writableEnded
        ? "flushing"
        : stream.headersSent
          ? "responding"
          : stream.readableEnded
            ? "handling"
            : "reading";
      return { kind: "request", method, url, state, ageMs: now - startedAt, remote };
    });
    this.streams.clear();
    this.session.destroy();
    this.socket.destroy();
    return cuts;
  }

  gone(): void {
    if (this.ledger.stage !== "serving") this.ledger.counts.requests.aborted += this.streams.size;
    this.streams.clear();
  }

  private ended(stream: ServerHttp2Stream): void {
    if (!this.streams.delete(stream) || this.ledger.stage === "serving") return;
    const { requests } = this.ledger.counts;
    if (stream.rstCode === 0 && stream.writableFinished) requests.answered++;
    else requests.aborted++;
    if (isDraining(this.ledger)) this.closeWhenIdle();
  }

  /** A turn later: a client often opens its next stream when the last one ends. */
  private closeWhenIdle(): void {
    this.ledger.clock.turn(() => {
      if (this.streams.size === 0) this.sayGoaway();
    });
  }

  private sayGoaway(): void {
    if (!this.session.closed && !this.session.destroyed) this.session.close();
  }
}
