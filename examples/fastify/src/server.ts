import { orderEvents, placeOrder } from "@x/example-orders";
import { graceful } from "@x/graceful-fastify";
import Fastify from "fastify";
import { pool, queue } from "./resources.js";
import { plan } from "./shutdown.js";
import { packOrders } from "./worker.js";

const { HOST = "localhost", PORT = "3000" } = process.env;

const app = Fastify({ logger: true });
const lifecycle = graceful(app, plan);

app.get("/orders", async () => {
  const { rows } = await pool.query("select * from orders");
  return rows;
});

const body = { type: "object", required: ["item"], properties: { item: { type: "string" } } };
app.post<{ Body: { item: string } }>("/orders", { schema: { body } }, async (request, reply) => {
  reply.code(201);
  return placeOrder(request.body.item, { pool, queue });
});

app.get("/orders/events", (_request, reply) => reply.type("text/event-stream").send(orderEvents(pool)));

app.get("/report", async () => {
  const { rows } = await pool.query("select item, count(*) from orders group by item");
  return rows;
});

void packOrders(lifecycle);
await app.listen({ host: HOST, port: Number(PORT) });
