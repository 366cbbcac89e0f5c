import { setTimeout as sleep } from "node:timers/promises";
import type { Lifecycle } from "@x/graceful-core";
import { pool, queue } from "./resources.js";

const PACKING_MS = 100;

/** Packs one order after the other until the drain begins. The one it has in hand then keeps the drain open. */
export async function packOrders(lifecycle: Lifecycle): Promise<void> {
  for await (const { id } of queue.messages(lifecycle.signal)) {
    const packing = pack(id);
    lifecycle.hold(`packing of order ${id}`, packing);
    await packing;
  }
}

async function pack(id: number): Promise<void> {
  await sleep(PACKING_MS);
  await pool.query("update orders set packed = true where id = $1 returning *", [id]);
  console.log(`worker: packed order ${id}`);
}
