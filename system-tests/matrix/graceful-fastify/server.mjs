// docs/frameworks/fastify.md
import { setTimeout as sleep } from "node:timers/promises";
import Fastify from "fastify";
import { graceful } from "@x/graceful-fastify";

const app = Fastify();
app.get("/", () => "hello\n");
app.post("/", () => "taken\n");
app.get("/slow", () => sleep(2_000, "slow\n"));

graceful(app);
await app.listen({ port: Number(process.env.PORT) });
