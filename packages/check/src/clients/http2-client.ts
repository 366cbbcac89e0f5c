import { type ClientHttp2Session, connect } from "node:http2";
import type { Address } from "./address.js";

/** A stream, and what came of it. */
export interface Http2Stream {
  /** Whether the head of the answer is there. */
  readonly headReceived: Promise<void>;
  /** Resolves when the stream has closed: whether the whole answer came, how much of it, and how the stream ended. */
  readonly ended: Promise<{ whole: boolean; status: number; bodyBytes: number; code: number; at: number }>;
}

/** A session of HTTP/2 that records what comes, each with its moment. It never retries. */
export interface Http2Client {
  /** Resolves to `connected`, or to what went wrong. */
  readonly connected: Promise<string>;
  /** Resolves when the session has closed. */
  readonly closed: Promise<void>;
  /** `goaway 0`, `error CODE`, `closed`. */
  readonly events: { text: string; at: number }[];
  /** A GET whose body the server may not send before `allow()`: in flight for as long as we like, on any route. */
  get(path: string): Http2Stream;
  /** Lets the bodies come. */
  allow(): void;
  destroy(): void;
}

const WINDOW = 1_000_000;

/** Opens one. `held`: grants the server no window, so that every answer with a body stays in flight. */
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
    allow() {
      if (!session.destroyed) session.settings({ initialWindowSize: WINDOW });
    },
    destroy: () => session.destroy(),
  };
}

function request(session: ClientHttp2Session, path: string): Http2Stream {
  const stream = session.request({ ":method": "GET", ":path": path, "user-agent": "graceful-check" });
  let status = 0;
  let bodyBytes = 0;
  let whole = false;
  const headReceived = new Promise<void>((resolve) => {
    stream.once("response", (headers) => {
      status = Number(headers[":status"]);
      resolve();
    });
    stream.once("close", resolve);
  });
  stream.on("data", (bytes: Buffer) => {
    bodyBytes += bytes.length;
  });
  stream.on("end", () => {
    whole = status > 0 && !stream.aborted;
  });
  // Told by 'close'.
  stream.on("error", () => {});
  const ended = new Promise<Awaited<Http2Stream["ended"]>>((resolve) => {
    stream.once("close", () => {
      const code = stream.rstCode ?? 0;
      resolve({ whole: whole && code === 0, status, bodyBytes, code, at: performance.now() });
    });
  });
  return { headReceived, ended };
}
