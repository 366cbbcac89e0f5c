import { WebSocket } from "ws";
import { countRequests } from "../../count-requests.mjs";

const CLIENTS = 60;
const GOING_AWAY = 1001;

/**
 * WebSocket clients that stay: together they send `rate` messages a second and await each echo. One that is told to
 * go away comes back at once. A connection that ends otherwise, or finds nobody, has failed; messages that crossed
 * the close frame are counted apart.
 */
export class WebSocketLoad {
  records = [];
  #port;
  #everyMs;
  #isStopping = false;
  #clients = new Set();

  constructor({ rate, port }) {
    this.#port = port;
    this.#everyMs = (CLIENTS / rate) * 1_000;
    for (let i = 0; i < CLIENTS; i++) this.#connect();
  }

  get failures() {
    return this.records.filter(({ outcome }) => outcome !== "answered" && outcome !== "crossed");
  }

  count() {
    return countRequests(this, { get: "CONNECT", post: "MESSAGE", again: "crossed" });
  }

  async stop() {
    this.#isStopping = true;
    const all = [...this.#clients];
    for (const { socket } of all) socket.close();
    await Promise.all(all.map(({ ended }) => ended));
  }

  #connect() {
    const socket = new WebSocket(`ws://127.0.0.1:${this.#port()}/`);
    const connection = { method: "CONNECT", path: "/", beganAt: performance.now(), outcome: "broken" };
    this.records.push(connection);
    const sent = new Map();
    let next = 0;
    const timer = setInterval(() => {
      if (socket.readyState !== WebSocket.OPEN) return;
      const record = { method: "MESSAGE", path: "/", beganAt: performance.now(), outcome: "lost" };
      this.records.push(record);
      sent.set(String(next), record);
      socket.send(String(next++));
    }, this.#everyMs);
    socket.on("message", (data) => {
      const record = sent.get(data.toString());
      record.outcome = "answered";
      record.endedAt = performance.now();
      sent.delete(data.toString());
    });
    socket.on("error", (/** @type {NodeJS.ErrnoException} */ error) => {
      connection.code = error.code ?? error.message;
    });
    const client = { socket };
    client.ended = /** @type {Promise<void>} */ (
      new Promise((resolve) => {
        socket.on("close", (code) => {
          clearInterval(timer);
          this.#clients.delete(client);
          const now = performance.now();
          connection.endedAt = now;
          connection.code ??= code;
          // A pair of frames that crossed: the server had said goodbye, and the client could not know it yet. No
          // answer may follow a close frame, so the client sends such a message again.
          const outcome = code === GOING_AWAY || this.#isStopping ? "crossed" : "lost";
          for (const record of sent.values()) Object.assign(record, { endedAt: now, code, outcome });
          if (code === GOING_AWAY || this.#isStopping) connection.outcome = "answered";
          if (!this.#isStopping) this.#connect();
          resolve();
        });
      })
    );
    this.#clients.add(client);
  }
}
