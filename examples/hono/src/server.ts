import { Readable } from "node:stream";
import { serve } from "@hono/node-server";
import { orderEvents, placeOrder } from "@x/example-orders";
import { graceful } from "@x/graceful-hono";
import { Hono } from "hono";
import { pool, queue } from "./resources.js";
import { plan } from "./shutdown.js";
import { packOrders } from "./worker.js";

const { HOST = "localhost", PORT = "3000" } = process.env;

const app = new Hono();
const lifecycle = graceful(app, plan);

app.get("/orders", async (context) => {
  const { rows } = await pool.query("select * from orders");
  return context.json(rows);
});

app.post("/orders", async (context) => {
  const { item } = await context.req.json<{ item?: unknown }>();
  if (typeof item !== "string") return context.json({ error: "an order needs an item" }, 400);
  return context.json(await placeOrder(item, { pool, queue }), 201);
});

app.get("/orders/events", (context) => {
  context.header("Content-Type", "text/event-stream");
  return context.body(Readable.toWeb(orderEvents(pool)) as ReadableStream);
});

app.get("/report", async (context) => {
  const { rows } = await pool.query("select item, count(*) from orders group by item");
  return context.json(rows);
});

void packOrders(lifecycle);
serve({ fetch: app.fetch, hostname: HOST, port: Number(PORT) }, ({ port }) => {
  console.log(`listening on http://${HOST}:${port}`);
});
