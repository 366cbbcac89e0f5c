// docs/frameworks/koa.md
import { setTimeout as sleep } from "node:timers/promises";
import { graceful } from "@x/graceful-koa";
import Koa from "koa";

const app = new Koa();
app.use(async (context) => {
  for await (const _ of context.req);
  context.body = context.path === "/slow" ? await sleep(2_000, "slow\n") : "hello\n";
});
graceful(app);
app.listen(process.env.PORT);
