import { get } from "node:http";

const CLIENTS = 100;

/**
 * Clients of event streams that stay. One whose stream has come to its end, whole, comes back at once. One that is
 * cut, or finds nobody, has failed.
 */
export class EventStreamLoad {
  records = [];
  #port;
  #isStopping = false;
  #requests = new Set();

  constructor({ port }) {
    this.#port = port;
    for (let i = 0; i < CLIENTS; i++) this.#listen();
  }

  get failures() {
    return this.records.filter(({ outcome }) => outcome !== "answered");
  }

  count() {
    return {
      requests: this.records.length,
      failedGet: this.failures.length,
      failedPost: 0,
      slowestMs: 0,
    };
  }

  async stop() {
    this.#isStopping = true;
    for (const request of this.#requests) request.destroy();
    // Those were well until we left them.
    for (const record of this.records) {
      if (record.endedAt === undefined)
        Object.assign(record, { outcome: "answered", endedAt: performance.now() });
    }
  }

  #listen() {
    const record = { method: "GET", path: "/events", beganAt: performance.now(), outcome: "broken" };
    this.records.push(record);
    const end = (outcome, code) => {
      if (record.endedAt !== undefined) return;
      Object.assign(record, {
        endedAt: performance.now(),
        outcome: this.#isStopping ? "answered" : outcome,
        code,
      });
      this.#requests.delete(request);
      if (!this.#isStopping) this.#listen();
    };
    const request = get(
      { port: this.#port(), host: "127.0.0.1", path: "/events", agent: false },
      (response) => {
        response.resume();
        response.on("close", () => end(response.complete ? "answered" : "cut"));
        response.on("error", () => {});
      },
    );
    request.on("error", (/** @type {NodeJS.ErrnoException} */ error) => end("broken", error.code));
    this.#requests.add(request);
  }
}
