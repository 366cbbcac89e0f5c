import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream";
import { orderEvents, placeOrder } from "@x/example-orders";
import { graceful } from "@x/graceful-express";
import express from "express";
import { pool, queue } from "./resources.js";
import { plan } from "./shutdown.js";
import { packOrders } from "./worker.js";

const { HOST = "localhost", PORT = "3000" } = process.env;

const app = express();
const lifecycle = graceful(app, plan);

app.use(express.json());

app.get("/orders", async (_req, res) => {
  const { rows } = await pool.query("select * from orders");
  res.json(rows);
});

app.post("/orders", async (req, res) => {
  const item: unknown = req.body?.item;
  if (typeof item !== "string") {
    res.status(400).json({ error: "an order needs an item" });
    return;
  }
  res.status(201).json(await placeOrder(item, { pool, queue }));
});

app.get("/orders/events", (_req, res) => {
  res.type("text/event-stream");
  pipeline(orderEvents(pool), res, () => {});
});

app.get("/report", async (_req, res) => {
  const { rows } = await pool.query("select item, count(*) from orders group by item");
  res.json(rows);
});

void packOrders(lifecycle);
const server = app.listen(Number(PORT), HOST, (error) => {
  if (error) throw error;
  console.log(`listening on http://${HOST}:${(server.address() as AddressInfo).port}`);
});
