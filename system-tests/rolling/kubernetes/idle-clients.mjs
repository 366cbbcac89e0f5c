import { openConnection } from "../../../test-kit/connection.mjs";
import { get, post } from "../../../test-kit/requests.mjs";
import { attempt } from "../attempt.mjs";
import { countRequests } from "../count-requests.mjs";

const CLIENTS = 450;
/** Longer than the idle grace of the server, shorter than its lame duck: each client hears of the end in time. */
const IDLE_MS = 3_000;

const REQUESTS = [get("/items/500", { bodyBytes: 500 }), post("/echo", Buffer.alloc(1_000, "idle"))];

/** Clients that each keep one connection, and are idle for three seconds between two requests. */
export class IdleClients {
  /** As those of `Load`. @type {any[]} */
  records = [];
  #address;
  #isStopping = false;
  /** @type {Set<{ connection?: any, timer?: NodeJS.Timeout, asking?: Promise<void>, asked: number }>} */
  #clients = new Set();

  /** @param {{ host: string, port: () => number }} address */
  constructor(address) {
    this.#address = address;
    for (let i = 0; i < CLIENTS; i++) {
      const client = { asked: i };
      this.#clients.add(client);
      this.#askIn(client, (IDLE_MS * i) / CLIENTS);
    }
  }

  get failures() {
    return this.records.filter(({ outcome }) => outcome !== "answered");
  }

  count() {
    return countRequests(this);
  }

  /** Sends nothing new, and resolves when every request has its end. */
  async stop() {
    this.#isStopping = true;
    for (const { timer } of this.#clients) clearTimeout(timer);
    await Promise.all([...this.#clients].map(({ asking }) => asking));
    for (const { connection } of this.#clients) connection?.leave();
  }

  #askIn(client, ms) {
    client.timer = setTimeout(() => {
      client.asking = this.#ask(client);
    }, ms);
  }

  async #ask(client) {
    const { host, port } = this.#address;
    const request = REQUESTS[client.asked++ % REQUESTS.length];
    const beganAt = performance.now();
    const isOpen = client.connection && !client.connection.end;
    const connection = isOpen ? client.connection : await openConnection(port(), { host });
    const record = await attempt(connection, request, beganAt);
    this.records.push(record);
    client.connection = record.connection;
    if (record.connection && (record.response?.close || record.outcome !== "answered")) {
      record.connection.leave();
      client.connection = undefined;
    }
    if (!this.#isStopping) this.#askIn(client, IDLE_MS);
  }
}
