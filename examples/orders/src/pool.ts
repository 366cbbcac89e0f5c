import { EventEmitter } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { Order } from "./order.js";

/** The statements it knows, each with the rows it answers. */
interface Rows {
  "select 1": { one: 1 };
  "select * from orders": Order;
  "select item, count(*) from orders group by item": { item: string; count: number };
  "insert into orders (item) values ($1) returning *": Order;
  "update orders set packed = true where id = $1 returning *": Order;
  "insert into backlog (order_id) values ($1)": never;
}

type Statements = { readonly [Text in keyof Rows]: (value: unknown) => Rows[Text][] };

const LATENCY_MS = 5;
/** What makes the report slow: a request that a shutdown has to wait for. */
const GROUPING_MS = 1_000;

/**
 * Stands in for a pool of PostgreSQL connections, in memory. It tells of every order that changes (`change`), as
 * LISTEN/NOTIFY would, and fails whoever still needs it once it has ended: closing it too early shows.
 */
export class Pool extends EventEmitter<{ change: [Order] }> {
  readonly #orders = new Map<number, Order>();
  #ended = false;

  readonly #statements: Statements = {
    "select 1": () => [{ one: 1 }],
    "select * from orders": () => [...this.#orders.values()],
    "select item, count(*) from orders group by item": () => {
      const counts = new Map<string, number>();
      for (const { item } of this.#orders.values()) counts.set(item, (counts.get(item) ?? 0) + 1);
      return [...counts].map(([item, count]) => ({ item, count }));
    },
    "insert into orders (item) values ($1) returning *": (item) =>
      this.#save({ id: this.#orders.size + 1, item: String(item), packed: false }),
    "update orders set packed = true where id = $1 returning *": (id) => {
      const order = this.#orders.get(Number(id));
      return order ? this.#save({ ...order, packed: true }) : [];
    },
    "insert into backlog (order_id) values ($1)": () => [],
  };

  async query<Text extends keyof Rows>(
    text: Text,
    [value]: [unknown?] = [],
  ): Promise<{ rows: Rows[Text][] }> {
    await sleep(text.includes("group by") ? GROUPING_MS : LATENCY_MS);
    if (this.#ended) {
      console.error(`postgres: REFUSED, it has ended: ${text}`);
      throw new Error(`postgres has ended: ${text}`);
    }
    return { rows: this.#statements[text](value) };
  }

  async end(): Promise<void> {
    this.#ended = true;
    await sleep(LATENCY_MS);
    console.log("postgres: ended");
  }

  #save(order: Order): Order[] {
    this.#orders.set(order.id, order);
    this.emit("change", order);
    return [order];
  }
}
