import { EventEmitter, once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { Order } from "./order.js";
import type { Pool } from "./pool.js";

const GOODBYE_MS = 5;

/**
 * Stands in for a message broker, in memory. It needs its pool until it has stopped, and takes no message after that.
 */
export class Queue extends EventEmitter<{ published: [] }> {
  readonly #pool: Pool;
  readonly #waiting: Order[] = [];
  #stopped = false;

  constructor(pool: Pool) {
    super();
    this.#pool = pool;
  }

  publish(order: Order): void {
    if (this.#stopped) {
      console.error(`queue: REFUSED, it has stopped: order ${order.id}`);
      throw new Error(`The queue has stopped and does not take order ${order.id}`);
    }
    this.#waiting.push(order);
    this.emit("published");
  }

  /** One message after the other, until `signal` aborts. */
  async *messages(signal: AbortSignal): AsyncGenerator<Order> {
    while (!signal.aborted) {
      const next = this.#waiting.shift();
      if (next) yield next;
      // It rejects when the signal aborts, and the loop ends.
      else await once(this, "published", { signal }).catch(() => {});
    }
  }

  /** Says goodbye to the broker, and writes down what nobody took, for the next process. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await sleep(GOODBYE_MS);
    for (const { id } of this.#waiting) {
      await this.#pool.query("insert into backlog (order_id) values ($1)", [id]);
    }
    console.log(`queue: stopped, ${this.#waiting.length} left to the next process`);
  }
}
