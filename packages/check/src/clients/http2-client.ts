import { createHash } from "node:crypto";
import { type ClientHttp2Session, connect } from "node:http2";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Address } from "./address.js";
import type { Answer } from "./wire.js";

/** A stream and its result. */
export interface Http2Stream {
  /** Resolves when the headers of the answer have arrived, or the stream has closed. */
  readonly headReceived: Promise<void>;
  /** Resolves when the stream has closed. */
  readonly ended: Promise<Http2Answer>;
}

export interface Http2Answer
  extends Pick<Answer, "status" | "bodyBytes" | "ending" | "body" | "digest" | "endedAt"> {
  /** Whether the complete answer arrived. */
  readonly whole: boolean;
  /** How the stream ended. */
  readonly code: number;
}

/** An HTTP/2 session that records its events with their times. It never retries. */
export interface Http2Client {
  /** Resolves to `connected` or an error code. */
  readonly connected: Promise<string>;
  /** Resolves when the session has closed. */
  readonly closed: Promise<void>;
  /** `goaway 0`, `error CODE`, `closed`. */
  readonly events: { text: string; at: number }[];
  /** Sends a GET. On a held session the server may not send the body before `allow()`, so any route stays in flight. */
  get(path: string): Http2Stream;
  /** Resolves when the server has read what was sent so far, or the session has closed. */
  settled(): Promise<unknown>;
  /** Allows the server to send the bodies. */
  allow(): void;
  destroy(): void;
}

const WINDOW = 1_000_000;
/** As much of the end of a body as the reader of HTTP/1 keeps. */
const ENDING = 16;

/** With `held` the client grants the server no window, so every answer with a body stays in flight. */
export function openHttp2({ host, port, tls, insecure }: Address, { held = false } = {}): Http2Client {
  const name = host.includes(":") ? `[${host}]` : host;
  const session = connect(`${tls ? "https" : "http"}://${name}:${port}`, {
    rejectUnauthorized: !insecure,
    servername: "localhost",
    settings: held ? { initialWindowSize: 0 } : {},
  });
  const events: { text: string; at: number }[] = [];
  const note = (text: string) => events.push({ text, at: performance.now() });
  const connected = new Promise<string>((resolve) => {
    session.once("remoteSettings", () => resolve("connected"));
    session.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    session.once("close", () => resolve("closed at once"));
  });
  session.on("goaway", (code) => note(`goaway ${code}`));
  session.on("error", (error: NodeJS.ErrnoException) => note(`error ${error.code ?? error.message}`));
  const closed = new Promise<void>((resolve) => {
    session.once("close", () => {
      note("closed");
      resolve();
    });
  });
  return {
    connected,
    closed,
    events,
    get: (path) => request(session, path),
    async settled() {
      // A ping overtakes what is not written yet.
      await nextTurn();
      return Promise.race([closed, new Promise((resolve) => !session.destroyed && session.ping(resolve))]);
    },
    allow() {
      if (!session.destroyed) session.settings({ initialWindowSize: WINDOW });
    },
    destroy: () => session.destroy(),
  };
}

function request(session: ClientHttp2Session, path: string): Http2Stream {
  const stream = session.request({ ":method": "GET", ":path": path, "user-agent": "graceful-check" });
  let status = 0;
  const parts: Buffer[] = [];
  let whole = false;
  const headReceived = new Promise<void>((resolve) => {
    stream.once("response", (headers) => {
      status = Number(headers[":status"]);
      resolve();
    });
    stream.once("close", resolve);
  });
  stream.on("data", (bytes: Buffer) => parts.push(bytes));
  stream.on("end", () => {
    whole = status > 0 && !stream.aborted;
  });
  // The event `close` follows, and is enough.
  stream.on("error", () => {});
  const ended = new Promise<Http2Answer>((resolve) => {
    stream.once("close", () => {
      const code = stream.rstCode ?? 0;
      const body = Buffer.concat(parts);
      resolve({
        whole: whole && code === 0,
        status,
        body,
        bodyBytes: body.length,
        ending: body.toString("latin1").slice(-ENDING),
        digest: createHash("sha1").update(body).digest("hex"),
        code,
        endedAt: performance.now(),
      });
    });
  });
  return { headReceived, ended };
}
