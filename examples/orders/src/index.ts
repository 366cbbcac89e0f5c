export type { Order } from "./order.js";
export { orderEvents } from "./order-events.js";
export { placeOrder } from "./place-order.js";
export { Pool } from "./pool.js";
export { Queue } from "./queue.js";
