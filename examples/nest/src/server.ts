import "reflect-metadata";
import type { ServerResponse } from "node:http";
import { pipeline } from "node:stream";
import { BadRequestException, Body, Controller, Get, Module, Post, Res } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { orderEvents, placeOrder } from "@x/example-orders";
import { graceful } from "@x/graceful-nest";
import { pool, queue } from "./resources.js";
import { plan } from "./shutdown.js";
import { packOrders } from "./worker.js";

const { HOST = "localhost", PORT = "3000" } = process.env;

@Controller("orders")
class OrdersController {
  @Get()
  async list() {
    const { rows } = await pool.query("select * from orders");
    return rows;
  }

  @Post()
  async place(@Body("item") item: unknown) {
    if (typeof item !== "string") throw new BadRequestException("an order needs an item");
    return placeOrder(item, { pool, queue });
  }

  @Get("events")
  events(@Res() response: ServerResponse) {
    response.setHeader("content-type", "text/event-stream");
    pipeline(orderEvents(pool), response, () => {});
  }
}

@Controller("report")
class ReportController {
  @Get()
  async report() {
    const { rows } = await pool.query("select item, count(*) from orders group by item");
    return rows;
  }
}

@Module({ controllers: [OrdersController, ReportController] })
class AppModule {}

const app = await NestFactory.create(AppModule);
const lifecycle = graceful(app, plan);

void packOrders(lifecycle);
await app.listen(Number(PORT), HOST);
console.log(`listening on ${await app.getUrl()}`);
