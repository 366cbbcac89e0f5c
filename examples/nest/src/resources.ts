import { Pool, Queue } from "@x/example-orders";

export const pool = new Pool();
export const queue = new Queue(pool);
