import { setTimeout as sleep } from "node:timers/promises";
import { openConnection } from "../../test-kit/connection.mjs";
import { get, halved, post } from "../../test-kit/requests.mjs";
import { attempt } from "./attempt.mjs";
import { countRequests } from "./count-requests.mjs";

/** Clients close what was idle for this long. Below the server's idle grace of 1 s: who closes first loses nothing. */
const IDLE_MS = 800;
const TICK_MS = 4;
/** Every one of so many requests opens a connection of its own, whatever is idle. */
const FRESH_EVERY = 5;

const BODY = Buffer.alloc(1_000, "rolling");

/** What is asked, over and over: quick and slow ones, and a body whose second half comes late. */
export const REQUESTS = [
  ...repeat(4, [get("/items/500", { bodyBytes: 500 }), post("/echo", BODY)]),
  get("/slow/100", { bodyBytes: 1 }),
  halved(post("/echo", BODY), { headBytes: 300, afterMs: 50 }),
];

/**
 * Sends `rate` requests a second to a port, of the loopback by default, however long the answers take, each once: half
 * of them GET, half POST, on connections that are kept alive. `port()` is where a new connection goes.
 */
export class Load {
  /** What came of every request, in the order of their ends: as of `attempt`. */
  records = [];
  #rate;
  #host;
  #port;
  #freshEvery;
  #secure;
  #began = performance.now();
  #sent = 0;
  #pending = new Set();
  /** The one used last stands last, and is used first. */
  #idle = [];
  #timer;

  /** One of every `freshEvery` requests opens a connection of its own; `secure`: with TLS. */
  constructor({ rate, host = "127.0.0.1", port, freshEvery = FRESH_EVERY, secure = false }) {
    this.#rate = rate;
    this.#host = host;
    this.#port = port;
    this.#freshEvery = freshEvery;
    this.#secure = secure;
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  /** Requests that did not get their whole and right answer, whatever the reason. */
  get failures() {
    return this.records.filter(({ outcome }) => outcome !== "answered");
  }

  count() {
    return countRequests(this);
  }

  /** Sends nothing new, and resolves when every request has its end. */
  async stop() {
    clearInterval(this.#timer);
    await Promise.all(this.#pending);
    for (const { connection } of this.#idle.splice(0)) connection.leave();
  }

  #tick() {
    const now = performance.now();
    this.#leaveIdle(now);
    for (const due = ((now - this.#began) / 1_000) * this.#rate; this.#sent < due; this.#sent++) {
      const request = this.#send(this.#sent).finally(() => this.#pending.delete(request));
      this.#pending.add(request);
    }
  }

  async #send(number) {
    const request = REQUESTS[number % REQUESTS.length];
    const beganAt = performance.now();
    // Shifted by one with every round of requests: otherwise, of two, every GET would connect anew, and no POST.
    const isFresh = (number + Math.floor(number / REQUESTS.length)) % this.#freshEvery === 0;
    const connection =
      (!isFresh && this.#idleOne()) ||
      (await openConnection(this.#port(), { host: this.#host, secure: this.#secure }));
    const record = await attempt(connection, request, beganAt);
    this.records.push(record);
    if (typeof connection === "string") return;
    if (record.response?.close || record.outcome !== "answered") connection.leave();
    else if (!connection.end) this.#idle.push({ connection, since: record.endedAt });
  }

  #idleOne() {
    while (this.#idle.length > 0) {
      const { connection, since } = this.#idle.pop();
      // Looked at here too: where this process stood still, it was not closed in time.
      if (performance.now() - since > IDLE_MS) connection.leave();
      else if (!connection.end) return connection;
    }
    return undefined;
  }

  #leaveIdle(now) {
    while (this.#idle[0] && now - this.#idle[0].since > IDLE_MS) this.#idle.shift().connection.leave();
  }
}

/**
 * A load that has been going for `ms`, of another kind where that is given.
 * @param {{ rate: number, port: () => number, LoadClass?: any, [option: string]: unknown }} options
 * @param {number} ms
 */
export async function startLoad({ LoadClass = Load, ...options }, ms) {
  const load = new LoadClass(options);
  await sleep(ms);
  return load;
}

function repeat(times, requests) {
  return Array.from({ length: times }, () => requests).flat();
}
