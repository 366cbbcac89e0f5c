// https://hono.dev/docs/getting-started/nodejs, "Graceful shutdown".
import { setTimeout as sleep } from "node:timers/promises";
import { serve } from "@hono/node-server";
import { Hono } from "hono";

const app = new Hono();
app.get("/", (context) => context.text("hello\n"));
app.post("/", async (context) => context.text(`${(await context.req.text()).length}\n`));
app.get("/slow", async (context) => context.text(await sleep(2_000, "slow\n")));

const server = serve({ fetch: app.fetch, port: Number(process.env.PORT) });
process.on("SIGTERM", () => {
  server.close((error) => {
    if (error) {
      console.error(error);
      process.exit(1);
    }
    process.exit(0);
  });
});
