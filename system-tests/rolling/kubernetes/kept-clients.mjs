import { openConnection } from "../../../test-kit/connection.mjs";
import { attempt } from "../attempt.mjs";
import { countRequests } from "../count-requests.mjs";
import { REQUESTS } from "../load.mjs";

/**
 * Clients that keep their connections for as long as the server does, as a proxy or another service would: each sends
 * one request every `everyMs`, and connects anew only where it was told close, or saw the end.
 */
export class KeptClients {
  /** As those of `Load`. @type {any[]} */
  records = [];
  #address;
  #everyMs;
  #isStopping = false;
  /** @type {Set<{ connection?: any, timer?: NodeJS.Timeout, asking?: Promise<void>, asked: number }>} */
  #clients = new Set();

  /** @param {{ host: string, port: () => number, clients: number, everyMs: number }} options */
  constructor({ host, port, clients, everyMs }) {
    this.#address = { host, port };
    this.#everyMs = everyMs;
    for (let i = 0; i < clients; i++) {
      const client = { asked: i };
      this.#clients.add(client);
      this.#askIn(client, (everyMs * i) / clients);
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
    if (record.response?.close || record.outcome !== "answered") record.connection?.leave();
    if (!this.#isStopping) this.#askIn(client, Math.max(0, beganAt + this.#everyMs - performance.now()));
  }
}
