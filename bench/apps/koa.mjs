import Koa from "koa";
import { HELLO, slowMs, work } from "./work.mjs";

export function createApp() {
  const app = new Koa();
  app.use(async (context) => {
    const ms = slowMs(context.path);
    if (ms !== undefined) await work(ms);
    context.body = HELLO;
  });
  return app;
}
