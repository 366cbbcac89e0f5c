// https://fastify.dev/docs/latest/Reference/Server/#close
import { setTimeout as sleep } from "node:timers/promises";
import Fastify from "fastify";

const app = Fastify();
app.get("/", () => "hello\n");
app.post("/", () => "taken\n");
app.get("/slow", () => sleep(2_000, "slow\n"));

process.on("SIGTERM", () => app.close());
await app.listen({ port: Number(process.env.PORT) });
