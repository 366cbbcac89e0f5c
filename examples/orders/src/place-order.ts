import type { Order } from "./order.js";
import type { Pool } from "./pool.js";
import type { Queue } from "./queue.js";

/** Saves an order and queues it for packing: whoever closes either of them too early fails the request that does it. */
export async function placeOrder(
  item: string,
  { pool, queue }: { pool: Pool; queue: Queue },
): Promise<Order> {
  const { rows } = await pool.query("insert into orders (item) values ($1) returning *", [item]);
  const [order] = rows;
  if (!order) throw new Error("An insert returned no row");
  queue.publish(order);
  return order;
}
