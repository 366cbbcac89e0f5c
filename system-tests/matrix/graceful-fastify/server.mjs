// docs/frameworks/fastify.md
import { setTimeout as sleep } from "node:timers/promises";
import { graceful } from "@x/graceful-fastify";
import Fastify from "fastify";

const app = Fastify();
app.get("/", () => "hello\n");
app.post("/", () => "taken\n");
app.get("/slow", () => sleep(2_000, "slow\n"));

graceful(app);
await app.listen({ port: Number(process.env.PORT) });
