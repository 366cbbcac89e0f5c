import { Readable } from "node:stream";
import type { Order } from "./order.js";
import type { Pool } from "./pool.js";

/** Every order that changes from now on, as the body of a `text/event-stream`. It has no end of its own. */
export function orderEvents(pool: Pool): Readable {
  const stream = new Readable({ read() {} });
  const send = (order: Order) => stream.push(`data: ${JSON.stringify(order)}\n\n`);
  pool.on("change", send);
  stream.once("close", () => pool.off("change", send));
  // Sent at once, so that the client gets its headers; and it reconnects a second after the stream was ended.
  stream.push("retry: 1000\n\n");
  return stream;
}
