import { once } from "node:events";
import { connect, constants } from "node:http2";
import { buffer } from "node:stream/consumers";
import { countRequests } from "../../count-requests.mjs";

const TICK_MS = 4;
const SESSIONS = 20;
/** One of so many requests goes over a new session, in place of the one that has been there the longest. */
const FRESH_EVERY = 10;
const BODY = Buffer.alloc(1_000, "rolling");

/**
 * `rate` requests a second in streams of HTTP/2 over TLS, half of them POST, each once, on sessions that live as long
 * as they may.
 */
/** What a client saw of each session, with times of `performance.now()`. */
const histories = new WeakMap();

export class Http2Load {
  records = [];
  #port;
  #rate;
  #began = performance.now();
  #sent = 0;
  #pending = new Set();
  #sessions = [];
  #timer;

  constructor({ rate, port }) {
    this.#rate = rate;
    this.#port = port;
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  get failures() {
    return this.records.filter(({ outcome }) => outcome !== "answered" && outcome !== "refused");
  }

  count() {
    return countRequests(this, { again: "refused" });
  }

  async stop() {
    clearInterval(this.#timer);
    await Promise.all(this.#pending);
    for (const session of this.#sessions) session.close();
  }

  #tick() {
    const due = ((performance.now() - this.#began) / 1_000) * this.#rate;
    for (; this.#sent < due; this.#sent++) {
      const one = this.#send(this.#sent).finally(() => this.#pending.delete(one));
      this.#pending.add(one);
    }
  }

  /** One that is connected: what waits for a connection was not sent yet, and is nobody's loss. */
  async #session(number) {
    this.#sessions = this.#sessions.filter(({ closed, destroyed }) => !closed && !destroyed);
    if (number % FRESH_EVERY !== 0 && this.#sessions.length > 0)
      return this.#sessions[number % this.#sessions.length];
    const began = performance.now();
    const session = connect(`https://127.0.0.1:${this.#port()}`, { rejectUnauthorized: false });
    // Node goes on using a session that was told to go.
    const seen = [`connecting at ${began.toFixed(0)}`];
    histories.set(session, seen);
    const see = (/** @type {string} */ what) => seen.push(`${what} at ${performance.now().toFixed(0)}`);
    session.on("goaway", (code, last) => {
      see(`GOAWAY ${code}, last stream ${last}`);
      session.close();
    });
    try {
      await once(session, "connect");
    } catch (error) {
      throw new Error(`${/** @type {Error} */ (error).message} before the handshake was over, ${seen}`);
    }
    see("connected");
    session.on("close", () => see("closed"));
    // What goes wrong from now on is told by the streams.
    session.on("error", ({ message }) => see(message));
    this.#sessions.push(session);
    if (this.#sessions.length > SESSIONS) this.#sessions.shift().close();
    return session;
  }

  async #send(number) {
    const isPost = number % 2 === 1;
    const [method, path] = isPost
      ? ["POST", "/echo"]
      : ["GET", number % 10 === 0 ? "/slow/100" : "/items/500"];
    const record = { method, path, beganAt: performance.now(), outcome: "broken" };
    this.records.push(record);
    let session;
    try {
      session = await this.#session(number);
      const stream = session.request({ ":method": method, ":path": path });
      stream.end(isPost ? BODY : undefined);
      let status;
      stream.on("response", (headers) => {
        status = headers[":status"];
      });
      const body = await buffer(stream);
      const length = isPost ? BODY.length : path === "/slow/100" ? 1 : 500;
      record.outcome = status === 200 && body.length === length ? "answered" : "wrong";
      if (status === undefined) {
        // Node ends without an error what its session, told to go, had not sent yet, or what was refused.
        record.code = `no answer, reset with ${stream.rstCode}, stream ${stream.id}`;
        if (stream.rstCode === constants.NGHTTP2_REFUSED_STREAM || stream.id === undefined)
          record.outcome = "refused";
      }
    } catch (thrown) {
      const error = /** @type {Error} */ (thrown);
      record.code = error.message;
      // Its session was told to go while it was on its way. RFC 9113, 8.7: not processed, and a client sends it again
      // by itself.
      if (/REFUSED_STREAM/.test(error.message)) record.outcome = "refused";
    }
    record.endedAt = performance.now();
    if (session && record.outcome === "broken") record.code += `; its session: ${histories.get(session)}`;
  }
}
