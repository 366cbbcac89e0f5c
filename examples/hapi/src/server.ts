import Hapi from "@hapi/hapi";
import { orderEvents, placeOrder } from "@x/example-orders";
import { graceful } from "@x/graceful-hapi";
import { pool, queue } from "./resources.js";
import { plan } from "./shutdown.js";
import { packOrders } from "./worker.js";

const { HOST = "localhost", PORT = "3000" } = process.env;

const server = Hapi.server({ host: HOST, port: Number(PORT) });
const lifecycle = graceful(server, plan);

server.route([
  {
    method: "GET",
    path: "/orders",
    async handler() {
      const { rows } = await pool.query("select * from orders");
      return rows;
    },
  },
  {
    method: "POST",
    path: "/orders",
    options: {
      validate: {
        async payload(value) {
          if (typeof (value as { item?: unknown } | null)?.item !== "string")
            throw new Error("an order needs an item");
        },
      },
    },
    async handler(request, h) {
      const { item } = request.payload as { item: string };
      return h.response(await placeOrder(item, { pool, queue })).code(201);
    },
  },
  {
    method: "GET",
    path: "/orders/events",
    // Compressed, an event would wait for the next ones to fill a block.
    handler: (_request, h) =>
      h.response(orderEvents(pool)).type("text/event-stream").header("content-encoding", "identity"),
  },
  {
    method: "GET",
    path: "/report",
    async handler() {
      const { rows } = await pool.query("select item, count(*) from orders group by item");
      return rows;
    },
  },
]);

void packOrders(lifecycle);
await server.start();
console.log(`listening on ${server.info.uri}`);
