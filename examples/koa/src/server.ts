import type { AddressInfo } from "node:net";
import { bodyParser } from "@koa/bodyparser";
import Router from "@koa/router";
import { orderEvents, placeOrder } from "@x/example-orders";
import { graceful } from "@x/graceful-koa";
import Koa from "koa";
import { pool, queue } from "./resources.js";
import { plan } from "./shutdown.js";
import { packOrders } from "./worker.js";

const { HOST = "localhost", PORT = "3000" } = process.env;

const app = new Koa();
const lifecycle = graceful(app, plan);
const router = new Router();

router.get("/orders", async (ctx) => {
  const { rows } = await pool.query("select * from orders");
  ctx.body = rows;
});

router.post("/orders", async (ctx) => {
  const { item } = (ctx.request.body ?? {}) as { item?: unknown };
  if (typeof item !== "string") return ctx.throw(400, "an order needs an item");
  ctx.body = await placeOrder(item, { pool, queue });
  ctx.status = 201;
});

router.get("/orders/events", (ctx) => {
  ctx.type = "text/event-stream";
  ctx.body = orderEvents(pool);
});

router.get("/report", async (ctx) => {
  const { rows } = await pool.query("select item, count(*) from orders group by item");
  ctx.body = rows;
});

app.on("error", (error: NodeJS.ErrnoException) => {
  // An event stream has no end of its own: whoever ends it, Koa calls that premature.
  if (error.code !== "ERR_STREAM_PREMATURE_CLOSE") app.onerror(error);
});
app.use(bodyParser()).use(router.routes()).use(router.allowedMethods());

void packOrders(lifecycle);
const server = app.listen(Number(PORT), HOST, () => {
  console.log(`listening on http://${HOST}:${(server.address() as AddressInfo).port}`);
});
