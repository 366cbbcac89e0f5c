// The clients of the measurements, driven over IPC by `measure/clients-process.mjs`.
import { RawClient } from "./measure/raw-client.mjs";

const AT_ONCE = 200;

/** By port: the connections that a load runs on, opened once. */
const loaded = new Map();
let idle = [];
let slow = [];

const orders = {
  /** Opens connections, each of which gets one answer and is idle from then on. */
  async open({ port, connections }) {
    for (let left = connections; left > 0; left -= AT_ONCE) {
      const some = Array.from({ length: Math.min(left, AT_ONCE) }, () => new RawClient(port));
      await Promise.all(some.map((client) => client.request("/")));
      idle.push(...some);
    }
  },
  /**
   * Sends that many requests in all, over connections that stay open. Each sends its next one when it has its answer.
   */
  async load({ port, requests, connections }) {
    if (!loaded.has(port))
      loaded.set(
        port,
        Array.from({ length: connections }, () => new RawClient(port)),
      );
    let left = requests;
    const next = () => left-- > 0;
    await Promise.all(loaded.get(port).map((client) => client.requestWhile("/", next)));
  },
  /** Opens connections on which requests of these durations will be sent. */
  async connect({ port, durations }) {
    slow = durations.map((ms) => ({ ms, client: new RawClient(port) }));
    await Promise.all(slow.map(({ client }) => client.connected));
  },
  /** Sends them; resolves when all are written. */
  async send() {
    for (const one of slow) {
      one.sentAt = performance.now();
      one.answered = one.client.request(`/slow/${one.ms}`).then(
        () => performance.now(),
        () => undefined,
      );
    }
    await Promise.all(slow.map(({ client }) => client.flushed));
  },
  /** Resolves to how much longer each took than it had to, in milliseconds; `null` where it was not answered. */
  async answered() {
    return Promise.all(
      slow.map(async ({ ms, sentAt, answered }) => {
        const at = await answered;
        return at === undefined ? null : at - sentAt - ms;
      }),
    );
  },
  /** Leaves everything. */
  async leave() {
    const all = [...idle, ...slow.map(({ client }) => client), ...[...loaded.values()].flat()];
    for (const client of all) client.destroy();
    await Promise.all(all.map((client) => client.closed));
    idle = [];
    slow = [];
    loaded.clear();
  },
};

process.on("message", async ({ id, order, args }) => {
  try {
    process.send?.({ id, result: await orders[order](args) });
  } catch (error) {
    process.send?.({ id, error: error instanceof Error ? error.stack : `${error}` });
  }
});
