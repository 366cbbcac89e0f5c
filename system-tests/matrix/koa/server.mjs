// https://koajs.com/#application: app.listen() returns the server of Node, and nothing is said of a signal.
import { setTimeout as sleep } from "node:timers/promises";
import Koa from "koa";

const app = new Koa();
app.use(async (context) => {
  for await (const _ of context.req);
  context.body = context.path === "/slow" ? await sleep(2_000, "slow\n") : "hello\n";
});
app.listen(process.env.PORT);
