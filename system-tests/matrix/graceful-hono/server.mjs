// docs/frameworks/hono.md
import { setTimeout as sleep } from "node:timers/promises";
import { serve } from "@hono/node-server";
import { graceful } from "@x/graceful-hono";
import { Hono } from "hono";

const app = new Hono();
app.get("/", (context) => context.text("hello\n"));
app.post("/", async (context) => context.text(`${(await context.req.text()).length}\n`));
app.get("/slow", async (context) => context.text(await sleep(2_000, "slow\n")));

graceful(app);
serve({ fetch: app.fetch, port: Number(process.env.PORT) });
